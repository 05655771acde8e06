package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for the user to keep: never over another one, and never a part of one. */
final class NewFile {
  private NewFile() {}

  /**
   * Writes it whole or not at all: what a full disk leaves of it would be in the way next time.
   *
   * @throws java.nio.file.FileAlreadyExistsException where something is there, if only a link to
   *     nowhere
   */
  static void write(Path path, String text) throws IOException {
    Files.createFile(path);
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      Files.delete(path);
      throw e;
    }
  }
}
