package dev.sluice.message;

import org.jspecify.annotations.Nullable;

/**
 * What a partition's log holds now.
 *
 * @param topicId the topic's id, or null where the source has none
 * @param start the first offset that is still there
 * @param end the end that the source's isolation sees: with {@code read_committed} the last stable
 *     offset
 * @param highWatermark the end that everybody sees; at least {@code end}, and above it where a
 *     transaction is open
 */
public record LogRange(@Nullable String topicId, long start, long end, long highWatermark) {

  /** The part of it that begins at an offset, or where it begins itself. */
  public LogRange from(long offset) {
    return new LogRange(topicId, Math.max(start, offset), end, highWatermark);
  }

  /** The part of it before an offset. */
  public LogRange upTo(long offset) {
    return new LogRange(topicId, start, Math.min(end, offset), highWatermark);
  }

  /** The part of it before a bound; nobody asks what lies behind it. */
  public LogRange within(long bound) {
    return new LogRange(topicId, start, Math.min(end, bound), Math.min(highWatermark, bound));
  }

  /** All of it, be the end not stable yet. */
  public LogRange whole() {
    return new LogRange(topicId, start, highWatermark, highWatermark);
  }

  /** Whether a position was taken in this log: not where both know of which topic, and differ. */
  public boolean isLogOf(Position position) {
    return position.topicId() == null || topicId == null || position.topicId().equals(topicId);
  }

  /** Whether a reader can go on at this offset. */
  public boolean holds(long offset) {
    return start <= offset && offset <= highWatermark;
  }
}
