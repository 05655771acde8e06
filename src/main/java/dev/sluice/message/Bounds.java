package dev.sluice.message;

import java.time.Instant;
import java.util.Map;

/**
 * The ends that a full sync reads up to.
 *
 * @param capturedAt when they were captured; tells one full sync from the next
 * @param ends the offset at which each partition is done
 */
public record Bounds(Instant capturedAt, Map<Partition, Long> ends) {
  /** Keeps a copy. */
  public Bounds {
    ends = Map.copyOf(ends);
  }

  /** Whether every position has reached its bound; a partition without a position has not. */
  public boolean reachedBy(Map<Partition, Position> positions) {
    return ends.entrySet().stream()
        .allMatch(end -> {
          Position position = positions.get(end.getKey());
          return position != null && position.next() >= end.getValue();
        });
  }
}
