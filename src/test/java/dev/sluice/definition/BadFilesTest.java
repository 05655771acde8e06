package dev.sluice.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.model.Inference;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import dev.sluice.review.Validation;
import dev.sluice.testkit.BadFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of bad files. The exact text of their problems lies beside them; {@code
 * -Dsluice.accept=true} writes it anew, to be read before it is committed.
 */
class BadFilesTest {
  private static final Path EXPECTED =
      Path.of("src/test/resources/definition/bad-files.expected.txt");
  @TempDir private static Path directory;

  private static List<Problem> problems(Path file) {
    return Validation.of(List.of(file), new Catalogue(), new Variables(Map.of(), true)).problems();
  }

  private static String text(List<Problem> problems, Path file) {
    return problems.stream()
        .map(problem -> problem.toString().replace(file.toString(), "f.yaml") + "\n")
        .collect(Collectors.joining());
  }

  private static List<Problem> problemsOf(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("f.yaml"), yaml);
    return problems(file);
  }

  @TestFactory
  Stream<DynamicTest> everyBadFileSaysExactlyWhatIsWrong() throws IOException {
    Map<String, String> files = BadFiles.all();
    assertThat(files).hasSizeGreaterThanOrEqualTo(60);
    if (Boolean.getBoolean("sluice.accept")) {
      StringBuilder all = new StringBuilder();
      for (Map.Entry<String, String> file : files.entrySet()) {
        all.append("== ").append(file.getKey()).append('\n');
        all.append(text(problemsOf(file.getValue()), directory.resolve("f.yaml")));
      }
      Files.writeString(EXPECTED, all);
    }
    Map<String, String> expected = BadFiles.blocks(EXPECTED, "== ");
    return files.entrySet().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getKey(),
                () -> {
                  List<Problem> found = problemsOf(file.getValue());
                  assertThat(found).isNotEmpty();
                  assertThat(text(found, directory.resolve("f.yaml")))
                      .isEqualTo(expected.get(file.getKey()));
                }));
  }

  @Test
  void everyDefinitionCodeIsReached() throws IOException {
    Set<ProblemCode> reached = EnumSet.noneOf(ProblemCode.class);
    for (String yaml : BadFiles.all().values()) {
      problemsOf(yaml).forEach(problem -> reached.add(problem.code()));
    }
    reached.addAll(fileProblems());
    reached.addAll(modelProblems());
    Set<ProblemCode> all =
        Arrays.stream(ProblemCode.values())
            .filter(code -> code.kind() == ProblemCode.Kind.DEFINITION)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProblemCode.class)));
    assertThat(reached).containsAll(all);
  }

  /** Where expressions are held against a topic's model. */
  private static List<ProblemCode> modelProblems() throws IOException {
    Inference inference = new Inference("a");
    inference.add("{\"region\":1}".getBytes(StandardCharsets.UTF_8));
    Path file =
        Files.writeString(
            directory.resolve("f.yaml"),
            BadFiles.SHOP
                + BadFiles.HEAD
                + BadFiles.OK
                + "filters: [{where: value.regoin == 1}]\n");
    return Validation.of(
            List.of(file),
            new Catalogue(),
            new Variables(Map.of(), true),
            List.of(inference.model()))
        .problems()
        .stream()
        .map(Problem::code)
        .toList();
  }

  /** What a filter makes need not be in any record behind it. */
  @Test
  void modelsKnowWhatFiltersMake() throws IOException {
    Inference inference = new Inference("a");
    inference.add("{\"region\":1,\"items\":[{\"sku\":1}]}".getBytes(StandardCharsets.UTF_8));
    Path file =
        Files.writeString(
            directory.resolve("f.yaml"),
            BadFiles.SHOP
                + BadFiles.HEAD
                + BadFiles.OK
                + """
                filters:
                  - set: {value.total: value.region}
                  - rename: {value.region: area}
                  - explode: value.items
                  - where: value.total > 1 && value.area == 1 && value.items.sku == 1 && value.regoin == 1
                """);
    assertThat(
            Validation.of(
                    List.of(file),
                    new Catalogue(),
                    new Variables(Map.of(), true),
                    List.of(inference.model()))
                .problems())
        .extracting(Problem::message)
        .singleElement()
        .asString()
        .contains("value.regoin");
  }

  private List<ProblemCode> fileProblems() throws IOException {
    List<ProblemCode> codes = new ArrayList<>();
    for (Path file : awkwardFiles().keySet()) {
      problems(file).forEach(problem -> codes.add(problem.code()));
    }
    return codes;
  }

  private static Map<Path, String> awkwardFiles() throws IOException {
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(directory.resolve("nowhere.yaml"), "f.yaml: error[unreadable-file] is not there\n");
    files.put(
        Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', '\n', (byte) 0xe4}),
        "f.yaml:2:1: error[not-utf8] the file is not UTF-8. Save it as UTF-8\n");
    files.put(
        Files.write(directory.resolve("large.yaml"), new byte[(1 << 20) + 1]),
        "f.yaml: error[file-too-large] the file is larger than 1 MiB. Divide it into several files\n");
    files.put(
        Files.writeString(directory.resolve("empty.yaml"), "# nothing\n"),
        "f.yaml: error[empty-file] the file holds no document. Name it in .sluiceignore if it is meant to be empty\n");
    files.put(
        Files.writeString(directory.resolve("tab.yaml"), "a:\n\tb: c\n"),
        "f.yaml:2:1: error[yaml-tab] a tab cannot indent or begin a value. Use spaces\n");
    files.put(
        Files.writeString(directory.resolve("control.yaml"), "a: b\u0001c\n"),
        "f.yaml:1:5: error[yaml-syntax] the character U+0001 is not allowed in YAML. Write it as \"\\x01\" in double quotes\n");
    files.put(
        Files.writeString(directory.resolve("bomb.yaml"), bomb()),
        "f.yaml:1:1: error[unknown-kind] the document has no kind. Known: Pipeline, Connection, Test\nf.yaml:1:13: error[yaml-alias] the aliases unfold to more than 100000 nodes. Use fewer of them\n");
    files.put(
        Files.createDirectories(directory.resolve("barren")),
        "f.yaml: error[no-pipeline] there is no .yaml or .yml file here\n");
    return files;
  }

  private static String bomb() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String before = "*a" + (i - 1);
      yaml.append("a" + i + ": &a" + i + " [")
          .append(String.join(", ", java.util.Collections.nCopies(9, before)))
          .append("]\n");
    }
    return yaml.toString();
  }

  @TestFactory
  Stream<DynamicTest> filesThatAreNoYaml() throws IOException {
    return awkwardFiles().entrySet().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                String.valueOf(file.getKey().getFileName()),
                () ->
                    assertThat(text(problems(file.getKey()), file.getKey()))
                        .startsWith(file.getValue())));
  }

  @Test
  void anExpressionOf257CharactersIsRefused() throws IOException {
    String yaml =
        BadFiles.SHOP
            + BadFiles.HEAD
            + "source: {connection: shop, topicExpression: '"
            + "a".repeat(257)
            + "'}\ntarget: {connection: shop, topic: out}\n";
    assertThat(problemsOf(yaml))
        .singleElement()
        .extracting(Problem::code)
        .isEqualTo(ProblemCode.TOPIC_EXPRESSION);
    assertThat(problemsOf(yaml.replace("a".repeat(257), "a".repeat(256)))).isEmpty();
  }

  @Test
  void aSecretIsNeverRepeatedInAProblem() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cr3t-w0rd\n");
    String yaml =
        BadFiles.SHOP
            + BadFiles.HEAD
            + "memory: \"${file:"
            + secret
            + "}\"\nagent: \"${HIDDEN}\"\nfilters: [{where: \"value.a == '${HIDDEN}' && nope\"}]\n"
            + BadFiles.OK;
    Path file = Files.writeString(directory.resolve("f.yaml"), yaml, StandardCharsets.UTF_8);
    List<Problem> problems =
        Validation.of(
                List.of(file),
                new Catalogue(),
                new Variables(Map.of("HIDDEN", "s3cr3t w0rd"), true))
            .problems();
    assertThat(problems).hasSize(3);
    assertThat(problems.toString()).doesNotContain("s3cr3t");
  }
}
