package dev.sluice.runtime;

/** Tells the lanes of a pipeline to end. Safe for all threads. */
public final class Control {
  private volatile boolean stopping;

  /** Lanes drain, save and end. */
  public void stop() {
    stopping = true;
  }

  /** Whether they were told. */
  public boolean stopping() {
    return stopping;
  }
}
