package dev.sluice.cli;

import dev.sluice.problem.ProblemCode;

/** What a command's end means. */
final class ExitCode {
  /** Done; or stopped gracefully. */
  static final int OK = 0;

  /** A pipeline failed. */
  static final int FAILED = 1;

  /** Usage, or a definition that is not valid. */
  static final int INVALID = 2;

  /** What Sluice runs against. */
  static final int ENVIRONMENT = 3;

  /** A plan found changes, and was asked to say so. */
  static final int CHANGED = 4;

  private ExitCode() {}

  static int of(ProblemCode code) {
    return switch (code.kind()) {
      case DEFINITION -> INVALID;
      case RUN -> FAILED;
      case ENVIRONMENT -> ENVIRONMENT;
    };
  }
}
