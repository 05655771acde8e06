package dev.sluice.cli;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.offsets.Edit;
import dev.sluice.problem.FatalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice offsets import}. */
@Command(
    name = "import",
    description =
        "Takes positions from an export, or from a consumer group; not while the pipeline runs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  sluice offsets import --group orders-copier pipelines/orders.yaml"
    },
    sortOptions = false)
final class OffsetsImportCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private OffsetsOptions offsets = new OffsetsOptions();

  @Mixin private OffsetsChange change = new OffsetsChange();

  @Option(names = "--from", paramLabel = "FILE", description = "What offsets export has written.")
  private @Nullable Path from;

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "A consumer group on the source, whose offsets are taken.")
  private @Nullable String group;

  OffsetsImportCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (from != null && group == null) {
      return change(imported(from));
    }
    if (group != null && from == null) {
      return change(new Edit.ImportGroup(group));
    }
    throw workspace.usage("Say either --from FILE or --group GROUP");
  }

  private int change(Edit edit) {
    return change.make(cli, workspace, checkpoints, offsets, edit);
  }

  private Edit imported(Path file) {
    try {
      return new Edit.Import(CheckpointJson.read(Files.readAllBytes(file), file.toString()));
    } catch (IOException e) {
      throw workspace.unusable("--from", file, "read", e);
    } catch (FatalException e) {
      throw workspace.usage(e.trouble().toString());
    }
  }
}
