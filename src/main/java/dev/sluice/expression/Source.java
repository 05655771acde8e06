package dev.sluice.expression;

import dev.sluice.problem.Written;

/**
 * An expression's text; of what stands in it a message may quote what {@link Written} shows. What
 * is in a record nobody quotes.
 *
 * @param text what is compiled
 * @param written the same as it stands in the file, with the names of variables
 */
public record Source(String text, String written) {
  /** One without variables. */
  public static Source of(String text) {
    return new Source(text, text);
  }

  /** Whether all of it may be quoted, and places in it mean the same as in the file. */
  boolean isPlain() {
    return text.equals(written);
  }

  /** A part of it in quotes, or what may be said in its place. */
  String quoted(String part) {
    return isShown(part) ? "\"" + part + "\"" : "a variable's value";
  }

  /** Whether a part of it stands in the file itself. */
  boolean isShown(String part) {
    return Written.shows(written, part);
  }
}
