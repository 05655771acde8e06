package dev.sluice.cli;

import dev.sluice.offsets.OffsetsReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice offsets show}. */
@Command(
    name = "show",
    description = "Shows where each partition stands: the next offset, the end, the lag.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice offsets show pipelines/orders.yaml"},
    sortOptions = false)
final class OffsetsShowCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private OffsetsOptions offsets = new OffsetsOptions();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private ReportFormat format = ReportFormat.text;

  OffsetsShowCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    return offsets.report(
        cli,
        workspace,
        checkpoints,
        format == ReportFormat.text ? OffsetsReport::show : OffsetsReport::json);
  }
}
