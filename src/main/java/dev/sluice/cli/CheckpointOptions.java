package dev.sluice.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every verb that reads positions has in common. */
final class CheckpointOptions {
  @Option(
      names = "--checkpoint-dir",
      paramLabel = "DIR",
      description = "Where file stores keep their checkpoints, whatever the pipelines say.")
  private @Nullable Path checkpointDirectory;

  /** Wins over what the pipelines say, or null. */
  @Nullable Path directory() {
    return checkpointDirectory;
  }
}
