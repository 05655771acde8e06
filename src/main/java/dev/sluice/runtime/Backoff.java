package dev.sluice.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Capped exponential backoff with jitter. */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration MOST = Duration.ofSeconds(20);

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** How long to wait after one more failure: between half and all of the step. */
  Duration next() {
    long step = Math.min(MOST.toMillis(), FIRST.toMillis() << Math.min(failures, 20));
    failures++;
    return Duration.ofMillis(step / 2 + random.nextLong(step / 2 + 1));
  }

  boolean failing() {
    return failures > 0;
  }

  void reset() {
    failures = 0;
  }
}
