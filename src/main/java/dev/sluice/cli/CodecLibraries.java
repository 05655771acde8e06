package dev.sluice.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The native libraries of zstd and snappy. Their own loaders unpack them into the folder for
 * temporary files, which an image with a read-only root does not have, or from which nothing may be
 * executed: where they lie unpacked already, they are taken from there.
 */
final class CodecLibraries {
  private static final String DIRECTORY = "SLUICE_CODECS";
  private static final String ZSTD = "libzstd.so";
  private static final String SNAPPY = "libsnappyjava.so";

  private CodecLibraries() {}

  /** Before the first record: the loaders ask once. */
  static void take(Map<String, String> environment) {
    Path directory = Path.of(environment.getOrDefault(DIRECTORY, ""));
    if (Files.isRegularFile(directory.resolve(ZSTD))) {
      System.setProperty("ZstdNativePath", directory.resolve(ZSTD).toAbsolutePath().toString());
    }
    if (Files.isRegularFile(directory.resolve(SNAPPY))) {
      System.setProperty("org.xerial.snappy.lib.path", directory.toAbsolutePath().toString());
      System.setProperty("org.xerial.snappy.lib.name", SNAPPY);
    }
  }
}
