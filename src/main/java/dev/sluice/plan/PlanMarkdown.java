package dev.sluice.plan;

import dev.sluice.report.Markdown;
import java.util.ArrayList;
import java.util.List;

/** A plan as a comment for a pull request. */
final class PlanMarkdown {
  private static final List<String> OFFLINE = List.of("pipeline", "change");
  private static final List<String> ONLINE =
      List.of("pipeline", "change", "verdict", "reads", "replays", "skips", "loses");

  private PlanMarkdown() {}

  /** A comment for a pull request. */
  static String of(Plan plan) {
    StringBuilder text =
        new StringBuilder("### Plan: ").append(PlanWords.counts(plan)).append("\n\n");
    text.append(Markdown.row(plan.online() ? ONLINE : OFFLINE))
        .append(plan.online() ? Markdown.line(3, 4) : Markdown.line(2, 0));
    plan.pipelines().forEach(each -> text.append(Markdown.row(cells(each, plan.online()))));
    for (PipelineForecast each : plan.pipelines()) {
      details(text, each);
    }
    if (plan.online()) {
      text.append("\nThe numbers hold for ").append(plan.at()).append(".\n");
    }
    return text.toString();
  }

  private static List<String> cells(PipelineForecast each, boolean online) {
    List<String> cells = new ArrayList<>();
    cells.add(Markdown.code(each.pipeline().name()));
    cells.add(each.change().word());
    if (online) {
      cells.add(Markdown.text(PlanWords.verdict(each)));
      cells.add(Long.toString(each.sum(PartitionForecast::reads)));
      cells.add(Long.toString(each.sum(PartitionForecast::replays)));
      cells.add(Long.toString(each.sum(PartitionForecast::skips)));
      cells.add(Long.toString(each.sum(PartitionForecast::loses)));
    }
    return cells;
  }

  private static void details(StringBuilder text, PipelineForecast each) {
    if (each.definition().isEmpty()
        && each.partitions().stream().allMatch(one -> one.verdict() == Verdict.SAFE)
        && each.notes().isEmpty()) {
      return;
    }
    text.append("\n#### ").append(Markdown.code(each.pipeline().name())).append("\n\n");
    for (DefinitionChange change : each.definition()) {
      text.append("- ")
          .append(Markdown.code(change.path()))
          .append(": ")
          .append(change.before().isEmpty() ? "(nothing)" : Markdown.code(change.before()))
          .append(" → ")
          .append(change.after().isEmpty() ? "(nothing)" : Markdown.code(change.after()))
          .append(change.effect().isEmpty() ? "" : " — " + Markdown.text(change.effect()))
          .append('\n');
    }
    each.partitions().stream()
        .limit(PlanWords.SHOWN)
        .forEach(partition ->
            text.append("- ")
                .append(Markdown.code(partition.partition().toString()))
                .append(": ")
                .append(Markdown.text(PlanWords.sentence(partition, each.approximate())))
                .append('\n'));
    PlanWords.notes(each)
        .forEach(note -> text.append("- ").append(Markdown.text(note)).append('\n'));
  }
}
