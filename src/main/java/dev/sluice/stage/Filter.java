package dev.sluice.stage;

import dev.sluice.message.Message;
import java.util.List;

/**
 * A stage between readers and writers.
 *
 * <ol>
 *   <li>Each lane has filters of its own, used by its thread alone.
 *   <li>Messages of one call come from one partition, in offset order; verdicts are given in that
 *       order.
 *   <li>A call may be repeated with the same messages after {@link Snapshot#restore}.
 * </ol>
 */
public interface Filter {
  /** Gives a verdict on every message, in order. Must not throw for what is in a record. */
  void apply(List<Message> messages, Verdicts verdicts);

  /** What must go back when messages are repeated; nothing for a filter without state. */
  default Snapshot snapshot() {
    return () -> {};
  }

  /**
   * What was seen so far does not count any more: other records may come, or the same ones again.
   * No snapshot from before is restored any more.
   */
  default void forget() {}

  /** What was given verdicts so far is settled: no snapshot from before is restored any more. */
  default void settled() {}

  /** A filter's state at a moment. */
  interface Snapshot {
    /** Puts the state back; may be called more than once. */
    void restore();
  }
}
