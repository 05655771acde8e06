package dev.sluice.offsets;

import dev.sluice.message.Partition;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions of a pipeline are meant.
 *
 * @param topic null for all
 * @param partition null for all of the topic
 */
public record Selection(@Nullable String topic, @Nullable Integer partition) {
  /** Whether everything is meant. */
  boolean isAll() {
    return topic == null && partition == null;
  }

  /** Whether this one is meant. */
  boolean holds(Partition each) {
    return (topic == null || topic.equals(each.topic()))
        && (partition == null || partition == each.index());
  }

  @Override
  public String toString() {
    return topic == null ? "all partitions" : partition == null ? topic : topic + "-" + partition;
  }
}
