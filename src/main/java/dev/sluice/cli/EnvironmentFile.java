package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Variables from a file: a {@code NAME=value} a line, {@code #} begins a comment. */
final class EnvironmentFile {
  private EnvironmentFile() {}

  /** What the file adds; quotes around a whole value are dropped. */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> variables = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String text = line.strip();
      int equals = text.indexOf('=');
      if (!text.startsWith("#") && equals > 0) {
        String name = text.substring(0, equals).strip();
        variables.put(
            name.startsWith("export ") ? name.substring(7).strip() : name,
            unquoted(text.substring(equals + 1).strip()));
      }
    }
    return variables;
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
