package dev.sluice.expression;

/** What a condition says of a message. */
public sealed interface Outcome {
  /** It holds, or it does not. */
  record Decided(boolean holds) implements Outcome {}

  /**
   * It cannot be evaluated on this message.
   *
   * @param message what happened
   * @param hint the mend
   */
  record Failed(String message, String hint) implements Outcome {}
}
