package dev.sluice.checkpoint;

import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the checkpoint of one pipeline. Safe for all lanes of a process, and for several processes
 * as far as the kind of store allows any.
 *
 * <ol>
 *   <li>A save is an upsert per partition: partitions that it does not name stay as they are.
 *   <li>After {@link #claim} has returned, saves of a previous owner fail, and what was returned
 *       holds all that a previous owner's successful saves had saved.
 *   <li>When a call returns, what it changed survives a crash of the process.
 * </ol>
 *
 * Every call may throw {@link dev.sluice.problem.RetryableException} or {@link
 * dev.sluice.problem.FatalException}. Adding a store: one class, one registration in the catalogue,
 * and its run of the shared contract test.
 */
public interface CheckpointStore extends AutoCloseable {
  /** Everything that is kept of the pipeline. */
  Checkpoint load();

  /** Makes a change atomically if it still applies; what is there afterwards. */
  Checkpoint pin(Pin pin);

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

  /**
   * Who keeps these positions, if only one runner at a time may use the store; else null. It is
   * told to the source with the positions, so that two such stores never share a pipeline
   * unnoticed.
   */
  @Nullable String identity();

  /** Does not throw. */
  @Override
  void close();
}
