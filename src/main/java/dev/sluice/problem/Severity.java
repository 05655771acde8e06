package dev.sluice.problem;

import java.util.Locale;

/** How much a problem matters. */
public enum Severity {
  /** The definition cannot be used. */
  ERROR,
  /** It can, and probably should not. */
  WARNING,
  /** Good to know. */
  NOTE;

  /** The word that reports use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
