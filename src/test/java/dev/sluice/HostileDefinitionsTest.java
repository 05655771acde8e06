package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.cli.Command;
import dev.sluice.testkit.BadFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * No definition, whatever it is, kills or hangs a verb, or makes it show what a variable stands
 * for.
 */
class HostileDefinitionsTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 600);

  /** Many times what any of them takes, also where the machine has other work to do. */
  private static final Duration SHARE = Duration.ofMinutes(2);

  private static final String WORD = "Zq7vaultword";

  /** No name of anything, which is shown where it is used. */
  private static final String VALUE = WORD + " !";

  private static final String HEAD = BadFiles.SHOP + BadFiles.HEAD;
  private static final String ENDS = BadFiles.OK;

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> nothingIsTooMuchForThem() {
    return large().entrySet().stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.getKey(),
                () -> {
                  for (String verb : List.of("validate", "graph", "test")) {
                    check(verb, List.of(), each.getValue());
                  }
                }));
  }

  private static Map<String, String> large() {
    return Map.ofEntries(
        Map.entry("a long text", where("value.a == '" + "x".repeat(90_000) + "'")),
        Map.entry("a text of escapes", where("value.a == '" + "\\\\".repeat(20_000) + "'")),
        Map.entry("a long name", where("value." + "x".repeat(90_000) + " == 1")),
        Map.entry("brackets", where("(".repeat(40_000) + "true" + ")".repeat(40_000))),
        Map.entry("a sum", where("1" + "+1".repeat(40_000) + " == 1")),
        Map.entry("conditions", where("value.a > 1 && ".repeat(6_000) + "true")),
        Map.entry("choices", where("value.a ? true : ".repeat(5_000) + "true")),
        Map.entry("signs", where("!".repeat(40_001) + "true")),
        Map.entry("fields of fields", where("value" + ".a".repeat(40_000) + " == 1")),
        Map.entry("a list", where("value.a in [" + "1,".repeat(18_000) + "1]")),
        Map.entry("macros in macros", where(macros(200))),
        Map.entry("a long path", filters("- drop: ['value[\"" + "x".repeat(90_000) + "\"]']")),
        Map.entry("a deep path", filters("- drop: ['value" + ".a".repeat(90_000) + "']")),
        Map.entry("9000 fields", filters("- set: " + flow(9_000, "value.f%d: '%1$d'"))),
        Map.entry("20000 fields", filters("- set: " + flow(20_000, "value.f%d: '%1$d'"))),
        Map.entry("9000 names", filters("- rename: " + flow(9_000, "value.f%d: g%1$d"))),
        Map.entry("20000 keys", filters("- " + flow(20_000, "k%d: 1"))),
        Map.entry("a chain of 900", filters("- where: value.a > 1\n".repeat(900))),
        Map.entry("a chain of 20000", filters("- where: value.a > 1\n".repeat(20_000))),
        Map.entry("300 diamonds", diamonds(300)),
        Map.entry("9999 topics", HEAD + ENDS.replace("[a]", "[" + topics(9_999) + "]")),
        Map.entry("lists in lists", filters("- drop: " + "[".repeat(5_000))),
        Map.entry("a file without an end", HEAD + ENDS + "description: ${file:/dev/zero}\n"));
  }

  private static String filters(String filters) {
    return HEAD + ENDS + "filters:\n" + filters + "\n";
  }

  private static String where(String expression) {
    return filters("- where: >-\n    " + expression);
  }

  private static String macros(int depth) {
    return IntStream.range(0, depth)
            .mapToObj(i -> "value.a.all(x" + i + ", ")
            .collect(Collectors.joining())
        + "true"
        + ")".repeat(depth);
  }

  private static String flow(int count, String entry) {
    return IntStream.range(0, count)
        .mapToObj(entry::formatted)
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String topics(int count) {
    return IntStream.range(0, count).mapToObj(i -> "t" + i).collect(Collectors.joining(", "));
  }

  /** Two ways to go, so many times in a row; each with a mask, whose fields are traced back. */
  private static String diamonds(int count) {
    StringBuilder text =
        new StringBuilder(HEAD + "sources: {c0: {connection: shop, topics: [a]}}\nfilters:\n");
    for (int i = 1; i <= count; i++) {
      text.append("  a%d: {from: c%d, where: 'true'}\n".formatted(i, i - 1));
      text.append(
          "  b%d: {from: c%d, mask: {fields: [value.x], with: redact}}\n".formatted(i, i - 1));
      text.append("  c%d: {from: [a%1$d, b%1$d], where: 'true'}\n".formatted(i));
    }
    return text + "targets: {t: {connection: shop, topic: out, from: c" + count + "}}\n";
  }

  private void check(String verb, List<String> options, String definition) throws IOException {
    Path file = directory.resolve("f.yaml");
    Files.writeString(file, definition);
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.addAll(options);
    arguments.add(file.toString());
    Command command =
        assertTimeoutPreemptively(
            SHARE,
            () -> Command.run(Map.of("WORD", VALUE), arguments.toArray(String[]::new)),
            () -> verb + " on " + definition.substring(0, Math.min(2_000, definition.length())));
    assertThat(command.exit()).as("%s on %s: %s", verb, definition, command.err()).isIn(0, 1, 2);
    assertThat(command.all())
        .as("%s on %s", verb, definition)
        .doesNotContain("a mistake in Sluice", "\tat ", "Exception", WORD);
  }

  /** Definitions of every kind, with parts of them in the place of others. */
  @Test
  void noMixtureKillsThem() throws IOException {
    Random random = new Random(Long.getLong("fuzz.seed", 23));
    List<String> bases = bases();
    List<String> verbs = List.of("validate", "graph", "test", "validate");
    List<String> formats = List.of("text", "json", "github", "sarif", "junit");
    for (int i = 0; i < ROUNDS; i++) {
      String mixed = bases.get(random.nextInt(bases.size()));
      for (int change = random.nextInt(4); change >= 0; change--) {
        mixed = changed(mixed, random, bases);
      }
      String verb = verbs.get(i % verbs.size());
      List<String> options =
          verb.equals("validate")
              ? List.of("--format", formats.get(random.nextInt(formats.size())))
              : List.of();
      check(verb, options, mixed);
    }
  }

  private static List<String> bases() throws IOException {
    List<String> bases = new ArrayList<>();
    for (String folder : List.of("pipelines", "src/test/resources/filters")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        for (Path file :
            files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
          bases.add(Files.readString(file));
        }
      }
    }
    assertThat(bases).hasSizeGreaterThan(5);
    return bases;
  }

  private static final List<String> PARTS =
      List.of(
          "${WORD}",
          "\"${WORD}\"",
          "'value.${WORD} == 1'",
          "'value.a == ${WORD}'",
          "'\"${WORD}\" in ${WORD} )'",
          "'matches(\"(${WORD}\", \"(${WORD}\")'",
          "'timestamp(\"${WORD}\") == timestamp'",
          "[\"value.${WORD}\", \"${WORD}[]\"]",
          "{value.a: \"${WORD}(\", value.b: ${WORD}}",
          "{}",
          "[]",
          "~",
          "",
          "!!str x",
          "&a [*a]",
          "*b",
          "value[]",
          "'value[\"[]\"]'",
          "-1",
          "99999999999999999999",
          "1e400",
          "true",
          "\"\\u0000\"",
          "\ud83d\ude00",
          "'{topic}{topic}'",
          "{where: 'value.x'}",
          "[{where: 'value.a == ${WORD}'}]",
          "[{where: 'value.a = \"${WORD}\"'}, {explode: '${WORD}'}]",
          "[{key: '${WORD}(key)'}, {headers: {a: '${WORD}'}}]",
          "[{rename: {value.a: 'value.${WORD}', value.b: '${WORD}', value.c: '${WORD}'}}]",
          "[{dedupe: {by: 'value.${WORD}.${WORD}(', within: ${WORD}}}]",
          "[{drop: ['value.${WORD}']}, {where: 'value.${WORD} == 1'}]",
          "{keep: [value.a.b], drop: [value.a]}",
          "|\n  text\n    more",
          "---\n",
          "x: {y: [z, {w: ~}]}");

  private static String changed(String text, Random random, List<String> bases) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    String part = PARTS.get(random.nextInt(PARTS.size()));
    switch (random.nextInt(7)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, line);
      case 2 -> lines.set(at, " ".repeat(random.nextInt(4)) + line);
      case 3, 4 -> {
        int colon = line.indexOf(':');
        lines.set(at, colon < 0 ? line + part : line.substring(0, colon + 1) + " " + part);
      }
      case 5 -> {
        int from = random.nextInt(line.length() + 1);
        int to = from + random.nextInt(line.length() + 1 - from);
        lines.set(at, line.substring(0, from) + part + line.substring(to));
      }
      default -> {
        List<String> other = bases.get(random.nextInt(bases.size())).lines().toList();
        lines.add(at, other.get(random.nextInt(other.size())));
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
