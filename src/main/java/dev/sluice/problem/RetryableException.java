package dev.sluice.problem;

import org.jspecify.annotations.Nullable;

/** Trouble that may pass by itself: the lane goes back to its last checkpoint and tries again. */
public final class RetryableException extends StageException {
  private static final long serialVersionUID = 1;

  /** With the cause for {@code --verbose}, or null where there is none. */
  public RetryableException(Trouble trouble, @Nullable Throwable cause) {
    super(trouble, cause);
  }
}
