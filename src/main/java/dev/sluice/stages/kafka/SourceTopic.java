package dev.sluice.stages.kafka;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the connection test knows of a topic that is read.
 *
 * @param partitions how many it has
 * @param oldest the timestamp of its first record, in the partition where that is oldest; null
 *     where there is none, or the pipeline does not read from the beginning
 */
public record SourceTopic(int partitions, @Nullable Instant oldest) {
  /** The same topic, read by two sources. */
  public SourceTopic and(SourceTopic other) {
    return new SourceTopic(
        Math.max(partitions, other.partitions), oldest == null ? other.oldest : oldest);
  }
}
