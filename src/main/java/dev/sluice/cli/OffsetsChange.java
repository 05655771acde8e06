package dev.sluice.cli;

import dev.sluice.message.Checkpoint;
import dev.sluice.offsets.Edit;
import dev.sluice.offsets.OffsetsReport;
import picocli.CommandLine.Option;

/** What the verbs that change positions have in common. */
final class OffsetsChange {
  @Option(names = "--dry-run", description = "Shows what would change, and changes nothing.")
  private boolean dryRun;

  /** Changes one pipeline, and shows what was there and what is there; the exit code. */
  int make(
      Cli cli,
      WorkspaceOptions workspace,
      CheckpointOptions checkpoints,
      OffsetsOptions offsets,
      Edit edit) {
    return offsets.one(
        cli,
        workspace,
        checkpoints,
        opened -> {
          Checkpoint before = opened.checkpoint();
          Checkpoint after = edit.of(before, opened);
          if (!dryRun) {
            opened.replace(before, after);
          }
          cli.out().print(OffsetsReport.change(opened.pipeline(), before, after));
          if (dryRun) {
            cli.out().println("nothing was changed (--dry-run)");
          }
        });
  }
}
