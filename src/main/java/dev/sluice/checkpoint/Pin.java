package dev.sluice.checkpoint;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of what a pipeline's runners have in common. Each is made only if it still applies, so
 * that of two runners one makes it and the other adopts it.
 */
public sealed interface Pin {
  /** The checkpoint after the change; the same one where it does not apply any more. */
  Checkpoint applyTo(Checkpoint checkpoint);

  /**
   * The pipeline starts for the first time: unless it has started already.
   *
   * @param positions of every partition there is
   * @param bounds of a full sync, else null
   */
  record FirstStart(
      Instant at, Map<Partition, Position> positions, @Nullable Bounds bounds, String fingerprint)
      implements Pin {
    /** Keeps a copy. */
    public FirstStart {
      positions = Map.copyOf(positions);
    }

    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      if (checkpoint.firstStartedAt() != null) {
        return checkpoint;
      }
      Map<Partition, Position> all = new HashMap<>(positions);
      all.putAll(checkpoint.positions());
      return new Checkpoint(
          at, bounds, checkpoint.fullCompleted(), fingerprint, checkpoint.slots(), all);
    }
  }

  /** A further full sync captures its bounds: unless one is unfinished. */
  record NewBounds(Bounds bounds) implements Pin {
    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      return checkpoint.bounds() != null ? checkpoint : checkpoint.withBounds(bounds);
    }
  }

  /**
   * Logs of this full sync end below their bounds: they were created again, or cut off. What is
   * there is all that can be read: unless the bounds are another full sync's.
   *
   * @param ends the lower ends
   */
  record LowerBounds(Instant capturedAt, Map<Partition, Long> ends) implements Pin {
    /** Keeps a copy. */
    public LowerBounds {
      ends = Map.copyOf(ends);
    }

    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      Bounds bounds = checkpoint.bounds();
      if (bounds == null || !bounds.capturedAt().equals(capturedAt)) {
        return checkpoint;
      }
      Map<Partition, Long> all = new HashMap<>(bounds.ends());
      ends.forEach((partition, end) -> all.merge(partition, end, Math::min));
      return checkpoint.withBounds(new Bounds(capturedAt, all));
    }
  }

  /**
   * Partitions of this full sync are not read any more, because the definition leaves them out:
   * they would never reach their bounds. Without any left there are no bounds.
   */
  record ForgetBounds(Instant capturedAt, Set<Partition> partitions) implements Pin {
    /** Keeps a copy. */
    public ForgetBounds {
      partitions = Set.copyOf(partitions);
    }

    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      Bounds bounds = checkpoint.bounds();
      if (bounds == null || !bounds.capturedAt().equals(capturedAt)) {
        return checkpoint;
      }
      Map<Partition, Long> left = new HashMap<>(bounds.ends());
      left.keySet().removeAll(partitions);
      return checkpoint.withBounds(left.isEmpty() ? null : new Bounds(capturedAt, left));
    }
  }

  /** The definition is not a full sync any more: its bounds go. */
  record DropBounds() implements Pin {
    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      return checkpoint.withBounds(null);
    }
  }

  /**
   * A full sync is complete: unless that was recorded already.
   *
   * @param capturedAt which one: when its bounds were captured
   */
  record Completed(Instant capturedAt, Instant at) implements Pin {
    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      Bounds bounds = checkpoint.bounds();
      return bounds == null || !bounds.capturedAt().equals(capturedAt)
          ? checkpoint
          : new Checkpoint(
              checkpoint.firstStartedAt(),
              null,
              at,
              checkpoint.fingerprint(),
              checkpoint.slots(),
              checkpoint.positions());
    }
  }

  /** The definition's meaning is another one than at the last start. */
  record Fingerprint(String fingerprint) implements Pin {
    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      return new Checkpoint(
          checkpoint.firstStartedAt(),
          checkpoint.bounds(),
          checkpoint.fullCompleted(),
          fingerprint,
          checkpoint.slots(),
          checkpoint.positions());
    }
  }

  /** Somebody has changed everything by hand: unless it is not what they saw. */
  record Replaced(Checkpoint seen, Checkpoint replacement) implements Pin {
    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      return checkpoint.equals(seen) ? replacement : checkpoint;
    }
  }

  /** Exactly once divides the partitions into slots: unless it has done so already. */
  record Slots(int count) implements Pin {
    @Override
    public Checkpoint applyTo(Checkpoint checkpoint) {
      return checkpoint.slots() != null
          ? checkpoint
          : new Checkpoint(
              checkpoint.firstStartedAt(),
              checkpoint.bounds(),
              checkpoint.fullCompleted(),
              checkpoint.fingerprint(),
              count,
              checkpoint.positions());
    }
  }
}
