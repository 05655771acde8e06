package dev.sluice.model;

import java.util.Locale;

/** What a JSON value is. A number without fraction or exponent is an integer, however large. */
public enum Kind {
  /** A mapping of names to values. */
  OBJECT,
  /** A list. */
  ARRAY,
  /** A text. */
  STRING,
  /** A whole number. */
  INTEGER,
  /** Any other number. */
  NUMBER,
  /** True or false. */
  BOOLEAN,
  /** JSON's null. */
  NULL;

  /** As reports call it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
