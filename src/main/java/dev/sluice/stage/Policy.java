package dev.sluice.stage;

/** What becomes of a record that cannot go on. */
public enum Policy {
  /** The pipeline stops before the record. */
  STOP,
  /** The record is passed over, counted and logged. */
  SKIP,
  /** The record goes to the dead letter topic. */
  DEAD_LETTER
}
