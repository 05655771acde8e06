package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The examples are valid, do what they say, and their tests notice when they do not. */
class ExamplesTest {
  private static final Path EXAMPLES = Path.of("pipelines/examples");
  private static final Pattern WHERE = Pattern.compile("(where: )('?)([^'\\n}]+)(\\2)(?=[}\\n])");

  @TempDir private Path directory;

  private static Command run(String... arguments) {
    return Command.run(Map.of(), arguments);
  }

  @Test
  void areValid() {
    Command validate = run("validate", "--strict", "pipelines");
    assertThat(validate.exit()).as(validate.all()).isZero();
    assertThat(validate.out()).contains("9 pipelines").doesNotContain("warning");
  }

  @Test
  void passTheirTestsWithoutASecretAndShowEverything() {
    Command test = run("test", "--min-coverage", "100", "pipelines");
    assertThat(test.exit()).as(test.all()).isZero();
    assertThat(test.out()).contains(" 0 failed", "coverage 100 %");
  }

  @Test
  void sayWhyTheyAreThere() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.filter(ExamplesTest::isExample).toList()) {
        assertThat(Files.readString(file)).as("%s", file).startsWith("# Why: ");
      }
    }
  }

  private static boolean isExample(Path file) {
    return file.toString().endsWith(".yaml") && !file.endsWith("connections.yaml");
  }

  @Test
  void changeNothingAgainstThemselves() {
    Command plan = run("plan", "--offline", "--exit-code", "--against", "pipelines", "pipelines");
    assertThat(plan.exit()).as(plan.all()).isZero();
    assertThat(plan.out()).endsWith("9 pipelines unchanged\n");
  }

  /** Each condition turned round: a test must fail, and name the record. */
  @TestFactory
  Stream<DynamicTest> aFilterThatIsWrongMakesItsTestFail() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        Matcher where = WHERE.matcher(text);
        while (where.find()) {
          String wrong =
              text.substring(0, where.start(3))
                  + "!("
                  + where.group(3)
                  + ")"
                  + text.substring(where.end(3));
          String name = file.getFileName() + " " + where.group(3);
          tests.add(DynamicTest.dynamicTest(name, () -> failsAndNamesTheRecord(file, wrong)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(4);
    return tests.stream();
  }

  private void failsAndNamesTheRecord(Path file, String wrong) throws IOException {
    Path folder = Files.createTempDirectory(directory, "wrong");
    Files.copy(EXAMPLES.resolve("connections.yaml"), folder.resolve("connections.yaml"));
    String quoted = wrong.replaceAll("where: (!\\([^'\\n}]*\\))(?=\\n)", "where: '$1'");
    Files.writeString(folder.resolve(file.getFileName()), quoted);
    Command test = run("test", folder.toString());
    assertThat(test.exit()).as(test.all()).isEqualTo(1);
    assertThat(test.out()).contains("FAIL ").containsPattern("record \\d+ \\{key: ");
  }

  /** What the workflow runs, in the order that it does, without a secret. */
  @Test
  void theWorkflowRuns() throws IOException {
    String workflow = Files.readString(Path.of("pipelines/.github/workflows/pipelines.yaml"));
    Matcher command = Pattern.compile("\\./sluice ([^>\\n]+)").matcher(workflow);
    List<String> verbs = new ArrayList<>();
    while (command.find()) {
      String line = command.group(1).strip().replace("origin/${{ github.base_ref }}", "pipelines");
      Command run = run(line.split(" "));
      assertThat(run.exit()).as(line + "\n" + run.all()).isZero();
      verbs.add(line.split(" ")[0]);
    }
    assertThat(verbs).containsExactly("validate", "test", "test", "plan");
    assertThat(workflow).doesNotContain("secrets.");
  }
}
