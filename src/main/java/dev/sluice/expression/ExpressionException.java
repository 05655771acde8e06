package dev.sluice.expression;

import org.jspecify.annotations.Nullable;

/** An expression that does not parse or type-check. */
public final class ExpressionException extends Exception {
  private static final long serialVersionUID = 1;

  private final @Nullable String hint;

  /**
   * With what is wrong, and where.
   *
   * @param message with the place inside the expression, without a full stop
   * @param hint the mend, or null
   */
  public ExpressionException(String message, @Nullable String hint) {
    super(message);
    this.hint = hint;
  }

  /** The mend, or null. */
  public @Nullable String hint() {
    return hint;
  }
}
