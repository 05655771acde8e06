package dev.sluice.checkpoint.file;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** What tells one checkpoint directory from every other: host and path for people, and chance. */
final class DirectoryIdentity {
  private DirectoryIdentity() {}

  static String of(Path directory) throws IOException {
    Path file = directory.resolve(".identity");
    String fresh = host() + ":" + directory.toAbsolutePath().normalize() + "#" + UUID.randomUUID();
    try {
      Files.writeString(file, fresh, StandardOpenOption.CREATE_NEW);
      return fresh;
    } catch (FileAlreadyExistsException e) {
      return Files.readString(file, StandardCharsets.UTF_8);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown host";
    }
  }
}
