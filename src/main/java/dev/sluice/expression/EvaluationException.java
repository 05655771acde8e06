package dev.sluice.expression;

/** An expression that cannot be evaluated on a message. Without a stack trace: it may be common. */
public final class EvaluationException extends Exception {
  private static final long serialVersionUID = 1;

  private final String hint;

  /**
   * With what happened.
   *
   * @param message what happened, without a full stop
   * @param hint the mend
   */
  EvaluationException(String message, String hint) {
    super(message, null, false, false);
    this.hint = hint;
  }

  /** What happened, without a full stop. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** The mend. */
  public String hint() {
    return hint;
  }
}
