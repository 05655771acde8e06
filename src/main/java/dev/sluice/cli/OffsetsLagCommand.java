package dev.sluice.cli;

import dev.sluice.offsets.OffsetsReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice offsets lag}. */
@Command(
    name = "lag",
    description = "Shows how many offsets lie before each pipeline.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice offsets lag pipelines"},
    sortOptions = false)
final class OffsetsLagCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private OffsetsOptions offsets = new OffsetsOptions();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private ReportFormat format = ReportFormat.text;

  OffsetsLagCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    return offsets.report(
        cli,
        workspace,
        checkpoints,
        format == ReportFormat.text ? OffsetsReport::lag : OffsetsReport::json);
  }
}
