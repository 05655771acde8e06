package dev.sluice.message;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of a pipeline between two runs.
 *
 * @param firstStartedAt when the pipeline started for the first time, or null before that
 * @param bounds of the full sync that is not finished, or null
 * @param fullCompleted when a full sync was last completed, or null
 * @param fingerprint of the definition's meaning at the last start, or null
 * @param slots into how many units of ownership exactly once divides the partitions, or null where
 *     the pipeline has never run so
 * @param positions how far the pipeline has got, per partition
 */
public record Checkpoint(
    @Nullable Instant firstStartedAt,
    @Nullable Bounds bounds,
    @Nullable Instant fullCompleted,
    @Nullable String fingerprint,
    @Nullable Integer slots,
    Map<Partition, Position> positions) {

  /** Of a pipeline that never started. */
  public static final Checkpoint EMPTY = new Checkpoint(null, null, null, null, null, Map.of());

  /** Keeps a copy. */
  public Checkpoint {
    positions = Map.copyOf(positions);
  }

  /** The same with other bounds, or with none. */
  public Checkpoint withBounds(@Nullable Bounds other) {
    return new Checkpoint(firstStartedAt, other, fullCompleted, fingerprint, slots, positions);
  }

  /** The same with other positions. */
  public Checkpoint withPositions(Map<Partition, Position> other) {
    return new Checkpoint(firstStartedAt, bounds, fullCompleted, fingerprint, slots, other);
  }
}
