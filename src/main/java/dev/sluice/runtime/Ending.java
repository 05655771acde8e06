package dev.sluice.runtime;

import dev.sluice.problem.Trouble;

/** How a lane or a pipeline ended. */
public sealed interface Ending {
  /** A full sync has reached its bounds. */
  record Completed() implements Ending {}

  /** It was told to, and has saved its positions. */
  record Stopped() implements Ending {}

  /** It cannot go on; its positions are those before the trouble. */
  record Failed(Trouble trouble) implements Ending {}
}
