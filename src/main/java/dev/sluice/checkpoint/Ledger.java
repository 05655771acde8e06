package dev.sluice.checkpoint;

import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.Map;
import java.util.Set;

/**
 * A lane's hand on the checkpoint: how the epochs of one lane become lasting. With at least once it
 * is the store under the lane's token; with exactly once it is the transactions that the lane's
 * writers write in.
 *
 * <ol>
 *   <li>Used by the lane's thread alone.
 *   <li>After {@link #claim} has returned, nobody who owned these partitions before can save any
 *       more, and what was returned was read after that.
 *   <li>A save is all or nothing for each partition. One that throws may have saved: then only a
 *       new claim tells.
 * </ol>
 *
 * Every call may throw {@link dev.sluice.problem.RetryableException}, {@link
 * dev.sluice.problem.FatalException} or {@link dev.sluice.problem.FencedException}.
 */
public interface Ledger extends AutoCloseable {
  /**
   * Whether what the lane's writers were handed becomes visible with {@link #save} alone, and
   * vanishes with {@link #discard}.
   */
  boolean transactional();

  /** Makes the lane the only one that may save these partitions; everything that is kept. */
  Checkpoint claim(Set<Partition> partitions);

  /**
   * Saves positions; everything before them is settled.
   *
   * @return false where partitions are being divided anew at this very moment: nothing counts as
   *     saved, and the reader must be polled before it is tried again
   * @throws ClaimLostException where somebody else has claimed some of them
   */
  boolean save(Map<Partition, Position> positions);

  /**
   * Partitions whose positions must be saved again although they have not moved: what keeps them
   * forgets what is never touched.
   *
   * @param last whether nothing is saved after this for now
   */
  default Set<Partition> fading(boolean last) {
    return Set.of();
  }

  /** Lets partitions go: what was saved of them stays. */
  void release(Set<Partition> partitions);

  /**
   * Gives up what was written since the last save, as far as it is not visible yet.
   *
   * @return whether the claims still hold; else partitions must be claimed again
   */
  boolean discard();

  /** As {@link #discard}, and nothing comes after it. Does not throw. */
  @Override
  void close();
}
