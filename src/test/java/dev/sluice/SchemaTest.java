package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.cli.Command;
import dev.sluice.definition.Variables;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Severity;
import dev.sluice.review.SchemaReport;
import dev.sluice.review.Validation;
import dev.sluice.testkit.BadFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JSON Schema says what we say, as far as a schema can. */
class SchemaTest {
  private static final Catalogue CATALOGUE = new Catalogue();
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(SchemaReport.of(CATALOGUE), InputFormat.JSON);

  /**
   * What a schema can see: names, forms and words; not what a variable or another document holds.
   */
  private static final Set<ProblemCode> SEEN =
      EnumSet.of(
          ProblemCode.UNKNOWN_KEY,
          ProblemCode.MISSING_KEY,
          ProblemCode.WRONG_TYPE,
          ProblemCode.UNKNOWN_KIND,
          ProblemCode.UNKNOWN_VERSION,
          ProblemCode.FILTER_KIND);

  @TempDir private Path directory;

  private static List<Error> errors(String file) {
    List<Error> errors = new ArrayList<>();
    for (String document : file.split("(?m)^---\\s*$")) {
      if (!document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
        errors.addAll(SCHEMA.validate(document, InputFormat.YAML));
      }
    }
    return errors;
  }

  private static List<Problem> problems(Path file) {
    return Validation.of(List.of(file), CATALOGUE, new Variables(Map.of(), true)).problems();
  }

  private static boolean isValid(List<Problem> problems) {
    return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
  }

  @Test
  void whatIsValidForUsIsValidForIt() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String root :
        List.of(
            "pipelines",
            "src/test/resources/filters",
            "src/test/resources/report/before",
            "src/test/resources/report/after",
            "src/test/resources/schema")) {
      List<Problem> problems =
          Validation.of(List.of(Path.of(root)), CATALOGUE, new Variables(Map.of(), false))
              .problems();
      assertThat(isValid(problems)).as("%s", problems).isTrue();
      try (Stream<Path> all = Files.walk(Path.of(root))) {
        // what a folder for workflows holds is no pipeline
        all.filter(file -> file.toString().endsWith(".yaml"))
            .filter(file -> !file.toString().contains("/."))
            .forEach(files::add);
      }
    }
    assertThat(Command.run(Map.of(), "init", directory + "/new").exit()).isZero();
    try (Stream<Path> all = Files.list(directory.resolve("new"))) {
      all.forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(5);
    for (Path file : files) {
      assertThat(errors(Files.readString(file))).as("%s", file).isEmpty();
    }
  }

  @Test
  void theExampleOfTheReadmeIsValid() throws IOException {
    Matcher block =
        Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    int blocks = 0;
    while (block.find()) {
      if (block.group(1).contains("apiVersion")) {
        assertThat(errors(block.group(1))).isEmpty();
        blocks++;
      }
    }
    assertThat(blocks).isPositive();
  }

  @Test
  void ofTheBadFilesItCatchesWhatASchemaCan() throws IOException {
    int caught = 0;
    int passed = 0;
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, String> bad : BadFiles.all().entrySet()) {
      Path file = Files.writeString(directory.resolve("f.yaml"), bad.getValue());
      List<Problem> problems = problems(file);
      boolean seen =
          problems.stream()
              .filter(problem -> problem.severity() == Severity.ERROR)
              .anyMatch(problem -> SEEN.contains(problem.code()));
      List<Error> errors;
      try {
        errors = errors(bad.getValue());
      } catch (RuntimeException e) {
        continue; // no YAML
      }
      if (isValid(problems)) {
        assertThat(errors).as(bad.getKey()).isEmpty();
        passed++;
      } else if (seen && errors.isEmpty()) {
        missed.add(bad.getKey());
      } else if (seen) {
        caught++;
      }
    }
    // keys that are needed only beside others, or by what another document says
    assertThat(missed)
        .containsExactly(
            "sasl-incomplete",
            "oauth-incomplete",
            "dead-letter-connection",
            "yaml-bad-merge",
            "test-topic");
    assertThat(caught).isGreaterThan(25);
    assertThat(passed).isPositive();
  }

  @Test
  void everyKeyHasADescription() {
    assertThat(SchemaReport.of(CATALOGUE)).doesNotContain("\"description\" : \"\"");
  }
}
