package dev.sluice.value;

/** A value that is not one JSON object. */
public final class NotJsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;

  NotJsonException(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /**
   * One of {@code empty}, {@code json_null}, {@code array}, {@code scalar}, {@code malformed},
   * {@code bad_utf8}.
   */
  public String reason() {
    return reason;
  }
}
