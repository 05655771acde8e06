package dev.sluice.runtime;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;

/** How a lane or a pipeline ended. */
public sealed interface Ending {
  /** A full sync has reached its bounds. */
  record Completed() implements Ending {}

  /** It was told to, and has saved its positions. */
  record Stopped() implements Ending {}

  /** It cannot go on; its positions are those before the trouble. */
  record Failed(Trouble trouble) implements Ending {}

  /** It ended by a mistake of ours, which is logged with what is needed to find it. */
  static Failed bug(String pipeline, Throwable error, RunEvent.Sink events) {
    events.accept(new RunEvent.Bug(pipeline, error));
    return bug(error);
  }

  /** The same where it was told already, or cannot be. */
  static Failed bug(Throwable error) {
    return new Failed(
        new Trouble(
            ProblemCode.BUG,
            "a mistake in Sluice stopped the pipeline: " + error,
            "Please report it, with the output of --verbose"));
  }
}
