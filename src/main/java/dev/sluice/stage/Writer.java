package dev.sluice.stage;

import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import java.time.Duration;
import java.util.List;

/**
 * A lane's writer to one target.
 *
 * <ol>
 *   <li>Used by the lane's thread alone.
 *   <li>Messages that share source partition and target partition arrive in the order they were
 *       handed over (invariant 4).
 *   <li>A passing fault is ridden out without limit; {@link #settle} says so by not completing.
 *   <li>After {@link #discard} nothing that was handed over before it arrives any more.
 * </ol>
 *
 * Every call may throw {@link dev.sluice.problem.RetryableException} (the lane then discards and
 * repeats the epoch) or {@link dev.sluice.problem.FatalException}.
 */
public interface Writer extends AutoCloseable {
  /**
   * Before records of a source partition are written anywhere: asks the target for all that writing
   * them takes. What can fail without a record fails here, before another target has the record.
   */
  default void prepare(Partition source) {}

  /**
   * Hands messages over without waiting for the answer. Who wants a refused message back whole
   * hands it over alone.
   *
   * @param messages are not changed any more: the writer may keep the list
   */
  void write(List<Message> messages);

  /** Whether more may be handed over without holding more memory than the lane may. */
  boolean hasRoom();

  /** Waits up to a time until everything handed over is settled. */
  Settlement settle(Duration wait);

  /** Gives up at once what is not settled; the writer can be used again. */
  void discard();

  /** Gives up at once what is not settled. Does not throw. */
  @Override
  void close();
}
