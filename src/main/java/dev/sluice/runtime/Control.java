package dev.sluice.runtime;

/** Tells the lanes of a pipeline to end. Safe for all threads. */
public final class Control {
  private volatile boolean stopping;
  private volatile boolean hurried;

  /** Lanes drain, save and end. */
  public void stop() {
    stopping = true;
  }

  /** As {@link #stop}, and lanes do not wait for targets or stores that are away. */
  public void hurry() {
    hurried = true;
    stopping = true;
  }

  /** Whether they were told to hurry. */
  public boolean hurried() {
    return hurried;
  }

  /** Whether they were told. */
  public boolean stopping() {
    return stopping;
  }
}
