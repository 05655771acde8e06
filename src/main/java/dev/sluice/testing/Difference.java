package dev.sluice.testing;

/**
 * Where a case did not come out as expected.
 *
 * @param at such as {@code target[0].value.amount}
 * @param expected what the case says
 * @param actual what came out
 */
public record Difference(String at, String expected, String actual) {
  /** What stands in the place of a record that is not there. */
  static final String NOTHING = "nothing";
}
