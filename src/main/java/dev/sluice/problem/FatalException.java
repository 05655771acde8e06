package dev.sluice.problem;

import org.jspecify.annotations.Nullable;

/** Trouble that will not pass by itself: the pipeline stops and says what would mend it. */
public final class FatalException extends StageException {
  private static final long serialVersionUID = 1;

  /** With the cause for {@code --verbose}, or null where there is none. */
  public FatalException(Trouble trouble, @Nullable Throwable cause) {
    super(trouble, cause);
  }

  /** Without a cause. */
  public FatalException(ProblemCode code, String message, @Nullable String hint) {
    this(new Trouble(code, message, hint), null);
  }
}
