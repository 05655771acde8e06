package dev.sluice.sync;

/** What to do when a position is gone from the log. */
public enum Missing {
  /** Stop and say so. */
  STOP,
  /** Go on at the log's beginning. */
  EARLIEST,
  /** Go on at its end. */
  LATEST
}
