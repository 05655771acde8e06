package dev.sluice.cli;

import dev.sluice.offsets.Destination;
import dev.sluice.offsets.Edit;
import dev.sluice.offsets.Selection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice offsets reset}. */
@Command(
    name = "reset",
    description = "Forgets positions, or moves them with --to; not while the pipeline runs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  sluice offsets reset --topic orders --to 2026-01-31T00:00:00Z pipelines/orders.yaml"
    },
    sortOptions = false)
final class OffsetsResetCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private OffsetsOptions offsets = new OffsetsOptions();

  @Mixin private OffsetsChange change = new OffsetsChange();

  @Option(names = "--topic", paramLabel = "TOPIC", description = "Only this topic of the source.")
  private @Nullable String topic;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Only this partition; needs --topic.")
  private @Nullable Integer partition;

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      description =
          "earliest, latest, an offset, or a time; without it positions are forgotten, and the start"
              + " table decides.")
  private @Nullable String to;

  @Option(
      names = "--keep-full-marker",
      description = "Leaves on record that a full sync was completed (row 6 of the start table).")
  private boolean keepFullMarker;

  OffsetsResetCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (partition != null && topic == null) {
      throw workspace.usage("--partition needs --topic");
    }
    Selection selection = new Selection(topic, partition);
    return change.make(
        cli,
        workspace,
        checkpoints,
        offsets,
        to == null
            ? new Edit.Reset(selection, keepFullMarker)
            : new Edit.Move(selection, destination(to)));
  }

  private Destination destination(String text) {
    try {
      return Destination.parse(text);
    } catch (IllegalArgumentException e) {
      throw workspace.usage("--to " + text + ": " + e.getMessage());
    }
  }
}
