package dev.sluice.stage;

import dev.sluice.message.Batch;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A lane's reader.
 *
 * <ol>
 *   <li>Used by the lane's thread alone.
 *   <li>Partitions come and go only through the {@link Assignment}, which is called from within
 *       {@link #poll} and {@link #close}, on the caller's thread.
 *   <li>A partition that was assigned brings nothing until it was sought and resumed; no position
 *       that the source remembers is adopted.
 *   <li>Messages of a partition come in offset order, from the offset sought.
 *   <li>While it is polled, a reader keeps its membership, paused or not.
 * </ol>
 *
 * Every call may throw {@link dev.sluice.problem.RetryableException} or {@link
 * dev.sluice.problem.FatalException}.
 */
public interface Reader extends AutoCloseable {
  /** Reads these topics from now on, alone or dividing them with the other members. */
  void subscribe(Collection<String> topics, Assignment assignment);

  /**
   * Waits up to a time for messages; at most one batch a partition.
   *
   * @param wait in whole milliseconds: of a part of one a client makes none, and returns at once
   * @param most about how many bytes of keys and values all messages may have together; one message
   *     comes however large it is
   */
  List<Batch> poll(Duration wait, long most);

  /** Reads on at an offset. The leader epoch may be -1; it lets the source notice a truncation. */
  void seek(Partition partition, long offset, int leaderEpoch);

  /** Brings nothing from these until they are resumed. */
  void pause(Collection<Partition> partitions);

  /** Brings messages from these. */
  void resume(Collection<Partition> partitions);

  /**
   * Tells the source positions that are saved (invariant 3).
   *
   * @param last whether nothing will be told after this: then waits for the answer
   * @throws dev.sluice.problem.FatalException where another owner has told positions (see {@link
   *     Mirror})
   */
  void tell(Map<Partition, Position> positions, boolean last);

  /** Whether its group, where it has one, has taken it: partitions are its own, or may come. */
  default boolean isMember() {
    return true;
  }

  /** Whether it will never read again: it must be closed, and another one made. */
  default boolean isDead() {
    return false;
  }

  /** Gives up membership. Does not throw. */
  @Override
  void close();

  /** What a lane hears of its partitions. */
  interface Assignment {
    /** These are the lane's now, and paused. */
    void assigned(Set<Partition> partitions);

    /** These leave the lane after this call: the last chance to save. */
    void revoked(Set<Partition> partitions);

    /** These have left the lane: others may have them already. */
    void lost(Set<Partition> partitions);

    /** The offset of a log that was not cut off. */
    long NOT_CUT_OFF = -1;

    /**
     * The log does not hold the positions of these any more; they are paused.
     *
     * @param partitions with the first offset that is not what was read, where the log was cut off
     *     and has grown again since (KIP-320); else {@link #NOT_CUT_OFF}
     */
    void outOfRange(Map<Partition, Long> partitions);
  }
}
