package dev.sluice.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The table of bad files. */
public final class BadFiles {
  private static final Path TABLE = Path.of("src/test/resources/definition/bad-files.txt");

  /** A connection, and the line behind it. */
  public static final String SHOP =
      """
      apiVersion: sluice/v1
      kind: Connection
      name: shop
      kafka: {bootstrapServers: "localhost:9092"}
      ---
      """;

  /** How a pipeline begins. */
  public static final String HEAD =
      """
      apiVersion: sluice/v1
      kind: Pipeline
      name: p
      sync: full
      """;

  /** A source and a target that are right. */
  public static final String OK =
      """
      source: {connection: shop, topics: [a]}
      target: {connection: shop, topic: out}
      """;

  private BadFiles() {}

  /** Their text by their name. */
  public static Map<String, String> all() throws IOException {
    Map<String, String> files = blocks(TABLE, "== ");
    files.replaceAll((name, text) ->
        text.replace("%shop\n", SHOP).replace("%head\n", HEAD).replace("%ok\n", OK));
    return files;
  }

  /** A file's parts, each under a line that begins with a mark. */
  public static Map<String, String> blocks(Path file, String mark) throws IOException {
    Map<String, String> blocks = new LinkedHashMap<>();
    String name = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(mark)) {
        name = line.substring(mark.length());
        blocks.put(name, "");
      } else if (!name.isEmpty()) {
        blocks.merge(name, line + "\n", String::concat);
      }
    }
    return blocks;
  }
}
