package dev.sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice offsets export}. */
@Command(
    name = "export",
    description = "Writes all that is kept of a pipeline as JSON, for import.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice offsets export --out orders.json pipelines/orders.yaml"},
    sortOptions = false)
final class OffsetsExportCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private OffsetsOptions offsets = new OffsetsOptions();

  @Option(names = "--out", paramLabel = "FILE", description = "The file; by default stdout.")
  private @Nullable Path out;

  OffsetsExportCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    return offsets.one(
        cli,
        workspace,
        checkpoints,
        opened -> {
          String exported = OffsetsOptions.exported(opened);
          if (out == null) {
            cli.out().println(exported);
          } else {
            write(out, exported);
          }
        });
  }

  private void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw workspace.unusable("--out", file, "written", e);
    }
  }
}
