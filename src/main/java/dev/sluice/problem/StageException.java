package dev.sluice.problem;

import org.jspecify.annotations.Nullable;

/** Trouble with a stage or a store: either it may pass, or it will not. Anything else is a bug. */
public abstract sealed class StageException extends RuntimeException
    permits RetryableException, FatalException {
  private static final long serialVersionUID = 1;

  private final transient Trouble trouble;

  StageException(Trouble trouble, @Nullable Throwable cause) {
    super(trouble.toString(), cause);
    this.trouble = trouble;
  }

  /** What to tell people. */
  public Trouble trouble() {
    return trouble;
  }
}
