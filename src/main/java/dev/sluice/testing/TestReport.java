package dev.sluice.testing;

import dev.sluice.json.Json;
import dev.sluice.problem.Printable;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Severity;
import dev.sluice.report.Columns;
import dev.sluice.report.GithubReport;
import dev.sluice.report.JunitReport;
import dev.sluice.report.Markdown;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** How tests went, for people and for programs. */
public final class TestReport {
  private TestReport() {}

  /**
   * A line a case; of those that failed what was expected beside what came out, and what became of
   * each record.
   *
   * @param withCoverage whether to say what no case has exercised
   */
  public static String text(TestResults results, boolean withCoverage) {
    StringBuilder text = new StringBuilder();
    for (CaseResult each : results.cases()) {
      text.append(each.passed() ? "PASS " : "FAIL ")
          .append(Printable.of(each.pipeline() + ": " + each.name()))
          .append(each.passed() ? "" : " (" + each.at() + ")")
          .append('\n')
          .append(each.passed() ? "" : failure(each));
    }
    text.append(counts(results)).append('\n');
    if (withCoverage) {
      text.append(coverage(results.coverage()));
    }
    return text.toString();
  }

  private static String failure(CaseResult each) {
    Columns columns = new Columns();
    columns.row(List.of("", "expected", "actual"));
    each.differences()
        .forEach(one ->
            columns.row(
                List.of(
                    Printable.of(one.at()),
                    Printable.of(one.expected()),
                    Printable.of(one.actual()))));
    return columns.text("     ")
        + each.fates().stream()
            .map(fate -> "     " + Printable.of(fate) + "\n")
            .collect(Collectors.joining());
  }

  private static String counts(TestResults results) {
    return results.passed() + " passed, " + results.failed() + " failed";
  }

  private static String coverage(Coverage coverage) {
    StringBuilder text = new StringBuilder("coverage ").append(coverage.percent()).append(" %");
    text.append(coverage.missing().isEmpty() ? "\n" : "; no case shows\n");
    coverage
        .missing()
        .forEach(each ->
            text.append("  ")
                .append(each.pipeline())
                .append(": ")
                .append(each.stage())
                .append(' ')
                .append(each.outcome())
                .append('\n'));
    return text.toString();
  }

  /** One JSON document. */
  public static String json(TestResults results) {
    return Json.document(json -> {
      json.writeNumberField("passed", results.passed());
      json.writeNumberField("failed", results.failed());
      json.writeArrayFieldStart("cases");
      for (CaseResult each : results.cases()) {
        json.writeStartObject();
        json.writeStringField("pipeline", each.pipeline());
        json.writeStringField("case", each.name());
        json.writeStringField("status", each.passed() ? "passed" : "failed");
        json.writeStringField("file", each.at().file());
        json.writeNumberField("line", each.at().line());
        json.writeArrayFieldStart("differences");
        for (Difference one : each.differences()) {
          json.writeStartObject();
          json.writeStringField("at", one.at());
          json.writeStringField("expected", one.expected());
          json.writeStringField("actual", one.actual());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("records");
        for (String fate : each.fates()) {
          json.writeString(fate);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("coverage");
      json.writeNumberField("percent", results.coverage().percent());
      json.writeArrayFieldStart("missing");
      for (Coverage.Missing each : results.coverage().missing()) {
        json.writeStartObject();
        json.writeStringField("pipeline", each.pipeline());
        json.writeStringField("stage", each.stage());
        json.writeStringField("outcome", each.outcome());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    })
        + "\n";
  }

  /** As JUnit's XML. */
  public static String junit(TestResults results) {
    return JunitReport.of(
        "sluice test",
        results.cases().stream()
            .map(each ->
                new JunitReport.Case(
                    each.pipeline(),
                    each.name(),
                    Duration.ZERO,
                    each.passed()
                        ? new JunitReport.Result.Passed("")
                        : new JunitReport.Result.Failed(
                            ProblemCode.TEST_FAILED.id(), sentence(each), failure(each))))
            .toList());
  }

  /** Failed cases as GitHub's workflow commands. */
  public static String github(TestResults results) {
    return GithubReport.of(
        results.cases().stream()
            .filter(each -> !each.passed())
            .map(each ->
                new Problem(
                    each.at(),
                    Severity.ERROR,
                    ProblemCode.TEST_FAILED,
                    each.pipeline(),
                    "the case \"" + each.name() + "\" failed: " + sentence(each),
                    null))
            .toList());
  }

  private static String sentence(CaseResult each) {
    return Printable.of(
        each.differences().stream()
            .map(one -> one.at() + ": expected " + one.expected() + ", found " + one.actual())
            .collect(Collectors.joining("; ")));
  }

  /** A comment for a pull request. */
  public static String markdown(TestResults results) {
    StringBuilder text = new StringBuilder("### Pipeline tests: ");
    text.append(counts(results)).append(", coverage ").append(results.coverage().percent());
    text.append(" %\n\n");
    for (CaseResult each : results.cases()) {
      if (!each.passed()) {
        text.append("**")
            .append(Markdown.text(each.pipeline() + ": " + each.name()))
            .append("** (")
            .append(Markdown.code(each.at().toString()))
            .append(")\n\n")
            .append(Markdown.row(List.of("", "expected", "actual")))
            .append(Markdown.line(3, 0));
        each.differences()
            .forEach(one ->
                text.append(
                    Markdown.row(
                        List.of(
                            Markdown.code(one.at()),
                            Markdown.code(one.expected()),
                            Markdown.code(one.actual())))));
        text.append('\n');
        each.fates().forEach(fate -> text.append("- ").append(Markdown.text(fate)).append('\n'));
        text.append('\n');
      }
    }
    if (!results.coverage().missing().isEmpty()) {
      text.append("No case shows:\n\n");
      results
          .coverage()
          .missing()
          .forEach(each ->
              text.append("- ")
                  .append(Markdown.text(each.pipeline()))
                  .append(": ")
                  .append(Markdown.code(each.stage()))
                  .append(' ')
                  .append(each.outcome())
                  .append('\n'));
    }
    return text.toString().stripTrailing() + "\n";
  }
}
