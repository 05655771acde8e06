package dev.sluice.catalogue;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.stage.Source;
import java.util.Map;
import java.util.Objects;

/**
 * What a source finds.
 *
 * @param stages by the topics that they read
 * @param logs of all partitions of these topics
 */
public record SourceLogs(Source source, Map<String, String> stages, Map<Partition, LogRange> logs) {

  /** Asks once; may throw {@link dev.sluice.problem.StageException}. */
  static SourceLogs of(Source source) {
    Map<String, String> stages = source.topics();
    return new SourceLogs(source, stages, source.describe(stages.keySet()));
  }

  /** Which stage reads a partition that was found. */
  public String stage(Partition partition) {
    return Objects.requireNonNull(stages.get(partition.topic()));
  }
}
