package dev.sluice.plan;

import dev.sluice.problem.Printable;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Severity;
import dev.sluice.report.Columns;
import dev.sluice.report.GithubReport;
import java.util.List;
import java.util.stream.Collectors;

/** A plan, for people and for programs. */
public final class PlanReport {
  private PlanReport() {}

  /** Under each pipeline what changes in it and what that does to each partition. */
  public static String text(Plan plan) {
    StringBuilder text = new StringBuilder();
    for (PipelineForecast each : plan.pipelines()) {
      text.append(Printable.of(head(each, plan))).append('\n');
      Columns columns = new Columns();
      each.definition()
          .forEach(change ->
              columns.row(
                  List.of(
                      Printable.of(change.path()),
                      Printable.of(PlanWords.arrow(change) + PlanWords.effect(change)))));
      each.partitions().stream()
          .limit(PlanWords.SHOWN)
          .forEach(partition ->
              columns.row(
                  List.of(
                      Printable.of(partition.partition().toString()),
                      Printable.of(PlanWords.sentence(partition, each.approximate())))));
      text.append(columns.text("  "));
      PlanWords.notes(each)
          .forEach(note -> text.append("  ").append(Printable.of(note)).append('\n'));
    }
    if (plan.online()) {
      text.append("as of ").append(plan.at()).append('\n');
    }
    return text.append(PlanWords.counts(plan)).append('\n').toString();
  }

  private static String head(PipelineForecast each, Plan plan) {
    return each.pipeline().at().file()
        + ": "
        + each.pipeline().name()
        + ": "
        + each.change().word()
        + (plan.online() ? ", " + PlanWords.verdict(each) : "");
  }

  /** One JSON document. */
  public static String json(Plan plan) {
    return PlanJson.of(plan);
  }

  /** A comment for a pull request. */
  public static String markdown(Plan plan) {
    return PlanMarkdown.of(plan);
  }

  /** What is dangerous as errors, changes as notices: GitHub's workflow commands. */
  public static String github(Plan plan) {
    return GithubReport.of(
        plan.pipelines().stream()
            .filter(each -> each.change() != Change.UNCHANGED || dangerous(each, plan))
            .map(each ->
                new Problem(
                    each.pipeline().at(),
                    severity(each, plan),
                    ProblemCode.PLAN,
                    each.pipeline().name(),
                    each.change().word()
                        + (plan.online() ? ", " + PlanWords.verdict(each) : "")
                        + each.definition().stream()
                            .map(change ->
                                "\n"
                                    + change.path()
                                    + ": "
                                    + PlanWords.arrow(change)
                                    + PlanWords.effect(change))
                            .collect(Collectors.joining()),
                    null))
            .toList());
  }

  private static boolean dangerous(PipelineForecast each, Plan plan) {
    return plan.online() && each.verdict() != Verdict.SAFE;
  }

  private static Severity severity(PipelineForecast each, Plan plan) {
    if (!dangerous(each, plan)) {
      return Severity.NOTE;
    }
    return switch (each.verdict()) {
      case STOPS, MAY_LOSE -> Severity.ERROR;
      case SKIPS, REPLAYS, UNKNOWN -> Severity.WARNING;
      case SAFE -> Severity.NOTE;
    };
  }
}
