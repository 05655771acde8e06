package dev.sluice.runtime;

import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How lanes stand, for those who watch.
 *
 * @param member whether each has been taken into its group: partitions may be theirs, or come
 * @param retrying whether something fails that may pass
 * @param stalled the targets among the reasons, where they do not acknowledge
 * @param retries how often they went back to their checkpoints so far
 * @param books of what is saved
 * @param positions what is delivered and saved, per partition of theirs
 * @param epochs how those ended that are behind them
 */
public record LaneStatus(
    boolean member,
    boolean retrying,
    Set<String> stalled,
    long retries,
    Books books,
    Map<Partition, Position> positions,
    Epochs epochs) {
  /** Before the first epoch. */
  public static final LaneStatus INITIAL =
      new LaneStatus(false, false, Set.of(), 0, Books.EMPTY, Map.of(), Epochs.NONE);

  /** Keeps a copy. */
  public LaneStatus {
    stalled = Set.copyOf(stalled);
    positions = Map.copyOf(positions);
  }

  /**
   * The epochs that ended.
   *
   * @param saved how many saved something
   * @param duration of those, together, from the first record to the save
   */
  public record Epochs(long saved, Duration duration) {
    /** None yet. */
    public static final Epochs NONE = new Epochs(0, Duration.ZERO);

    /** One more. */
    Epochs and(Duration another) {
      return new Epochs(saved + 1, duration.plus(another));
    }

    private Epochs plus(Epochs other) {
      return new Epochs(saved + other.saved, duration.plus(other.duration));
    }
  }

  /** All of them as one. */
  static LaneStatus together(Collection<LaneStatus> lanes) {
    return lanes.stream().reduce(LaneStatus::plus).orElse(INITIAL);
  }

  private LaneStatus plus(LaneStatus other) {
    Map<Partition, Position> all = new HashMap<>(positions);
    all.putAll(other.positions);
    return new LaneStatus(
        member && other.member,
        retrying || other.retrying,
        union(stalled, other.stalled),
        retries + other.retries,
        books.plus(other.books),
        all,
        epochs.plus(other.epochs));
  }

  private static Set<String> union(Set<String> left, Set<String> right) {
    Set<String> all = new HashSet<>(left);
    all.addAll(right);
    return all;
  }
}
