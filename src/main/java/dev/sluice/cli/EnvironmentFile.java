package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Variables from a file: a {@code NAME=value} a line, {@code #} begins a comment. */
final class EnvironmentFile {
  private EnvironmentFile() {}

  /**
   * What the file adds; quotes around a whole value are dropped.
   *
   * @throws IOException with a message for people
   */
  static Map<String, String> read(Path file) throws IOException {
    Map<String, String> variables = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line =
          i == 0 && lines.get(i).startsWith("\uFEFF") ? lines.get(i).substring(1) : lines.get(i);
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        add(text, i + 1, variables);
      }
    }
    return variables;
  }

  private static void add(String text, int line, Map<String, String> variables) throws IOException {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new IOException("line " + line + " is not NAME=value");
    }
    String name = text.substring(0, equals).strip();
    variables.put(
        name.startsWith("export ") ? name.substring(7).strip() : name,
        unquoted(text.substring(equals + 1).strip()));
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
