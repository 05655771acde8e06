package dev.sluice.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that a connection names.
 *
 * @param key the setting that names it, such as {@code tls.truststore}
 */
public record ConnectionFile(String key, Path path) {
  /** Changes with the file; the same as long as it cannot be looked at. */
  String state() {
    try {
      return Files.getLastModifiedTime(path) + " " + Files.size(path);
    } catch (IOException e) {
      return "";
    }
  }

  /** Why it cannot be read, or null where it can. */
  @Nullable String fault() {
    if (!Files.exists(path)) {
      return "the file of " + key + ", " + path + ", is not there";
    }
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      return "the file of " + key + ", " + path + ", cannot be read by this user";
    }
    return null;
  }
}
