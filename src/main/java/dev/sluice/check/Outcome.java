package dev.sluice.check;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;

/** What became of an item. */
public sealed interface Outcome {
  /** It is as it should be. */
  record Pass(String message) implements Outcome {}

  /** It works, and may not be what is wanted. */
  record Warn(Trouble trouble) implements Outcome {}

  /**
   * It does not work.
   *
   * @param passing whether waiting may help
   */
  record Fail(Trouble trouble, boolean passing) implements Outcome {}

  /** It was not tested. */
  record Skipped(String why) implements Outcome {}

  /** What an exception means. */
  static Outcome of(StageException e) {
    return switch (e) {
      case RetryableException passing -> new Fail(passing.trouble(), true);
      case FatalException fatal -> new Fail(fatal.trouble(), false);
    };
  }
}
