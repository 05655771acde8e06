package dev.sluice.runtime;

import dev.sluice.problem.Trouble;
import dev.sluice.problem.Unforeseen;

/** How a lane or a pipeline ended. */
public sealed interface Ending {
  /** A full sync has reached its bounds. */
  record Completed() implements Ending {}

  /** It was told to, and has saved its positions. */
  record Stopped() implements Ending {}

  /** It cannot go on; its positions are those before the trouble. */
  record Failed(Trouble trouble) implements Ending {}

  /**
   * It ended by an error that nobody foresaw: the heap is exhausted, or it is a mistake of ours,
   * which is logged with what is needed to find it.
   */
  static Failed unforeseen(String pipeline, Throwable error, RunEvent.Sink events) {
    if (!Unforeseen.isHeap(error)) {
      events.accept(new RunEvent.Bug(pipeline, error));
    }
    return unforeseen(error);
  }

  /** The same where it was told already, or cannot be. */
  static Failed unforeseen(Throwable error) {
    return new Failed(Unforeseen.of(error, "a mistake in Sluice stopped the pipeline"));
  }
}
