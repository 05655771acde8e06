package dev.sluice.message;

import org.jspecify.annotations.Nullable;

/**
 * How far a pipeline has got in one partition.
 *
 * @param next the offset of the next record to read; everything below it is settled
 * @param first the first position the pipeline ever had here
 * @param leaderEpoch the leader epoch of what lies just before {@code next}, records that nobody
 *     sees included, or -1 where unknown (KIP-320)
 * @param topicId the topic's id when the position was taken, or null where the source has none
 * @param timestamp the timestamp of the last record read, in milliseconds, or -1 for none yet
 */
public record Position(
    long next, long first, int leaderEpoch, @Nullable String topicId, long timestamp) {

  /** A position where nothing was read yet. */
  public static Position starting(long offset, @Nullable String topicId) {
    return new Position(offset, offset, -1, topicId, -1);
  }

  /** The same, known to be of this topic where it was not known of which. */
  public Position in(@Nullable String topic) {
    return topicId != null || topic == null
        ? this
        : new Position(next, first, leaderEpoch, topic, timestamp);
  }

  /**
   * The position before the record at an offset, in the same log.
   *
   * @param epoch the leader epoch there, or -1: an older one would look like a log that was cut off
   * @param recordTimestamp of the last record read, or -1 where none was
   */
  public Position movedTo(long offset, int epoch, long recordTimestamp) {
    return new Position(
        offset, first, epoch, topicId, recordTimestamp >= 0 ? recordTimestamp : timestamp);
  }
}
