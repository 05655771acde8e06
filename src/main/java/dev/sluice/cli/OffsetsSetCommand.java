package dev.sluice.cli;

import dev.sluice.offsets.Destination;
import dev.sluice.offsets.Edit;
import dev.sluice.offsets.Selection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice offsets set}. */
@Command(
    name = "set",
    description = "Sets the position of one partition; not while the pipeline runs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  sluice offsets set --topic orders --partition 0 --offset 1200 pipelines/orders.yaml"
    },
    sortOptions = false)
final class OffsetsSetCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private OffsetsOptions offsets = new OffsetsOptions();

  @Mixin private OffsetsChange change = new OffsetsChange();

  @Option(names = "--topic", required = true, paramLabel = "TOPIC", description = "The topic.")
  private String topic = "";

  @Option(names = "--partition", required = true, paramLabel = "N", description = "The partition.")
  private int partition;

  @Option(
      names = "--offset",
      required = true,
      paramLabel = "N",
      description = "The offset of the next record to read.")
  private long offset;

  OffsetsSetCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    return change.make(
        cli,
        workspace,
        checkpoints,
        offsets,
        new Edit.Move(new Selection(topic, partition), new Destination.Offset(offset)));
  }
}
