package dev.sluice.runtime;

import java.time.Duration;
import java.time.Instant;

/** Time, as far as the runtime depends on it; a simulation has its own. */
public interface RunClock {
  /** The time of day. */
  Instant now();

  /** Nanoseconds since some moment; never goes back. */
  long nanos();

  /** Waits; an interrupt ends the wait early and stays set. */
  void sleep(Duration duration);

  /** The machine's time. */
  static RunClock system() {
    return new RunClock() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void sleep(Duration duration) {
        try {
          Thread.sleep(duration);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }
}
