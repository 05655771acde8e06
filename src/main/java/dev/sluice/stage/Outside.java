package dev.sluice.stage;

/** A part of a record outside of its value. */
public enum Outside {
  /** The key. */
  KEY,
  /** All headers. */
  HEADERS
}
