package dev.sluice.checkpoint;

import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.Map;
import java.util.Set;

/**
 * A store that knows who owns which partition.
 *
 * <ol>
 *   <li>A save is an upsert per partition: partitions that it does not name stay as they are.
 *   <li>After {@link #claim} has returned, saves of a previous owner fail, and what was returned
 *       holds all that a previous owner's successful saves had saved.
 * </ol>
 */
public interface ClaimStore extends CheckpointStore {
  /**
   * Makes an owner the only one that may save these partitions.
   *
   * @param owner a random token, unique for each lane of each run
   * @return everything that is kept, read after the claim holds
   */
  Checkpoint claim(String owner, Set<Partition> partitions);

  /**
   * Saves positions under a claim, all or none.
   *
   * @throws ClaimLostException where another owner has claimed some of them
   */
  void save(String owner, Map<Partition, Position> positions);

  /** Gives a claim up; what was saved stays. */
  void release(String owner, Set<Partition> partitions);
}
