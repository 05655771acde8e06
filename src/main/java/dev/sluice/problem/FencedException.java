package dev.sluice.problem;

/**
 * Somebody else owns what this lane was about to write or save; nothing of it was done. The lane
 * drops everything that it owns, and joins again.
 */
public class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With what was met, for the log. */
  public FencedException(String message) {
    super(message);
  }
}
