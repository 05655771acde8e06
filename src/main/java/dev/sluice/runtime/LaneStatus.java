package dev.sluice.runtime;

import dev.sluice.message.Partition;
import java.util.Map;

/**
 * How a lane stands, for those who watch.
 *
 * @param retrying whether something fails that may pass
 * @param retries how often it went back to its checkpoint so far
 * @param books of what is saved
 * @param next where reading goes on, per partition of the lane
 */
public record LaneStatus(boolean retrying, long retries, Books books, Map<Partition, Long> next) {
  /** Before the first epoch. */
  public static final LaneStatus INITIAL = new LaneStatus(false, 0, Books.EMPTY, Map.of());

  /** Keeps a copy. */
  public LaneStatus {
    next = Map.copyOf(next);
  }
}
