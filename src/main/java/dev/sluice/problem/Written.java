package dev.sluice.problem;

/**
 * Values as they stand in a file, and the one place that decides what of them a message may quote:
 * what stands there, and never what a variable stands for (invariant 8).
 */
public final class Written {
  private static final String VARIABLE = "${";

  private Written() {}

  /** Whether a part of a value stands in the file outside of all variables. */
  public static boolean shows(String written, String part) {
    int from = 0;
    for (int open = written.indexOf(VARIABLE); open >= 0; open = written.indexOf(VARIABLE, from)) {
      if (written.substring(from, open).contains(part)) {
        return true;
      }
      int close = written.indexOf('}', open);
      from = close < 0 ? written.length() : close + 1;
    }
    return written.substring(from).contains(part);
  }
}
