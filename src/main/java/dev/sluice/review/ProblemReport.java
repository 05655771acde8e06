package dev.sluice.review;

import static dev.sluice.problem.Printable.counted;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import dev.sluice.problem.Problem;
import dev.sluice.problem.Severity;
import dev.sluice.report.GithubReport;
import dev.sluice.report.JunitReport;
import dev.sluice.report.SarifReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The problems of a workspace, for people and for programs. */
public final class ProblemReport {
  private ProblemReport() {}

  /** A line a problem, then the counts; what was found where nothing is wrong. */
  public static String text(Validation validation) {
    StringBuilder text = new StringBuilder();
    validation.problems().forEach(problem -> text.append(problem).append('\n'));
    long errors = validation.count(Severity.ERROR);
    long warnings = validation.count(Severity.WARNING);
    if (errors > 0 || warnings > 0) {
      text.append(counted(errors, "error"))
          .append(", ")
          .append(counted(warnings, "warning"))
          .append(" in ")
          .append(counted(validation.workspace().files().size(), "file"))
          .append('\n');
    }
    if (errors == 0) {
      text.append(found(validation)).append('\n');
    }
    return text.toString();
  }

  /** What a valid workspace holds. */
  static String found(Validation validation) {
    return counted(validation.workspace().pipelines().size(), "pipeline")
        + ", "
        + counted(validation.workspace().connections().size(), "connection")
        + ": valid";
  }

  /** The same as one JSON document. */
  public static String json(Validation validation) {
    return Json.document(json -> {
      problems(json, validation.problems());
      json.writeNumberField("errors", validation.count(Severity.ERROR));
      json.writeNumberField("warnings", validation.count(Severity.WARNING));
    })
        + "\n";
  }

  /** As GitHub's workflow commands. */
  public static String github(Validation validation) {
    return GithubReport.of(validation.problems());
  }

  /**
   * As SARIF 2.1.0.
   *
   * @param version of this release
   */
  public static String sarif(Validation validation, String version) {
    return SarifReport.of(validation.problems(), version);
  }

  /** As JUnit's XML: a test a file; warnings pass and say so. */
  public static String junit(Validation validation) {
    Map<String, List<Problem>> byFile = new TreeMap<>();
    validation.workspace().files().forEach(file -> byFile.put(file, new ArrayList<>()));
    for (Problem problem : validation.problems()) {
      byFile.computeIfAbsent(problem.location().file(), file -> new ArrayList<>()).add(problem);
    }
    List<JunitReport.Case> cases = new ArrayList<>();
    byFile.forEach((file, problems) ->
        cases.add(new JunitReport.Case("sluice validate", file, Duration.ZERO, result(problems))));
    return JunitReport.of("sluice validate", cases);
  }

  private static JunitReport.Result result(List<Problem> problems) {
    String all = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    return problems.stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .findFirst()
        .<JunitReport.Result>map(
            first -> new JunitReport.Result.Failed(first.code().id(), first.toString(), all))
        .orElseGet(() -> new JunitReport.Result.Passed(all));
  }

  private static void problems(JsonGenerator json, List<Problem> problems) throws IOException {
    json.writeArrayFieldStart("problems");
    for (Problem problem : problems) {
      json.writeStartObject();
      json.writeStringField("file", problem.location().file());
      json.writeNumberField("line", problem.location().line());
      json.writeNumberField("column", problem.location().column());
      json.writeStringField("severity", problem.severity().word());
      json.writeStringField("code", problem.code().id());
      json.writeStringField("path", problem.path());
      json.writeStringField("message", problem.message());
      json.writeStringField("hint", problem.hint());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
