package dev.sluice.sync;

/** What to do when a topic is not the one that the positions were taken in. */
public enum Recreated {
  /** Stop and say so. */
  STOP,
  /** Read the new one from its beginning. */
  RESTART
}
