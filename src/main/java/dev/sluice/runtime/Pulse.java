package dev.sluice.runtime;

import java.time.Duration;

/** When a thread last showed that it goes on. One thread beats; any may ask. */
final class Pulse {
  private final RunClock clock;
  private volatile long last;

  Pulse(RunClock clock) {
    this.clock = clock;
    this.last = clock.nanos();
  }

  /** It goes on. */
  void beat() {
    last = clock.nanos();
  }

  /** How long it has not. */
  Duration silence() {
    return Duration.ofNanos(clock.nanos() - last);
  }
}
