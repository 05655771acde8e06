package dev.sluice.checkpoint;

import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the checkpoint of one pipeline, and what its runners have in common. Lanes save to it
 * through their {@link Ledger}. Safe for all lanes of a process, and for several processes as far
 * as the kind of store allows any. When a call returns, what it changed survives a crash of the
 * process.
 *
 * <p>Every call may throw {@link dev.sluice.problem.RetryableException} or {@link
 * dev.sluice.problem.FatalException}. Adding a store: one class, one registration in the catalogue,
 * and its run of the shared contract test.
 */
public interface CheckpointStore extends AutoCloseable {
  /** Everything that is kept of the pipeline. */
  Checkpoint load();

  /** Makes a change atomically if it still applies; what is there afterwards. */
  Checkpoint pin(Pin pin);

  /**
   * Who keeps these positions, if only one runner at a time may use the store; else null. It is
   * told to the source with the positions, so that two such stores never share a pipeline
   * unnoticed.
   */
  @Nullable String identity();

  /**
   * Refuses positions that another program has set, as far as the store can tell: a lane must not
   * go on from them.
   *
   * @throws dev.sluice.problem.FatalException where one of these partitions has such a position
   */
  default void refuseForeign(Set<Partition> partitions) {}

  /** Does not throw. */
  @Override
  void close();
}
