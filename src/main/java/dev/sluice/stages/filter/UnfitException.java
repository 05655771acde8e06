package dev.sluice.stages.filter;

import dev.sluice.problem.ProblemCode;

/** A record that a filter cannot handle. Without a stack trace: it may be common. */
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final ProblemCode code;
  private final String hint;

  /**
   * With what is wrong.
   *
   * @param reason the word it is counted under
   * @param what the matter is, without a full stop
   * @param hint the mend
   */
  UnfitException(String reason, ProblemCode code, String what, String hint) {
    super(what, null, false, false);
    this.reason = reason;
    this.code = code;
    this.hint = hint;
  }

  /** One whose value is not what the filter is for. */
  UnfitException(String reason, String what, String hint) {
    this(reason, ProblemCode.FILTER_FAILED, what, hint);
  }

  String reason() {
    return reason;
  }

  ProblemCode code() {
    return code;
  }

  String what() {
    return String.valueOf(getMessage());
  }

  String hint() {
    return hint;
  }
}
