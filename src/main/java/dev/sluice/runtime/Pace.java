package dev.sluice.runtime;

import java.time.Duration;

/**
 * How many bytes an epoch may hand to its targets, so that they answer in time however slow they
 * are: a transaction that holds more than its target takes until the time-out can never be
 * committed, and a pipeline cannot stop while it waits for too much. It begins small, is doubled
 * while the targets answer swiftly, and is set by their rate where they do not. Belongs to the
 * lane's thread.
 */
final class Pace {
  private static final long FIRST = 1 << 20;

  /** Beyond this it bounds nothing: the lane's memory is the bound. */
  private static final long UNBOUNDED = 1L << 40;

  private static final Duration SWIFT = Duration.ofSeconds(1);
  private static final Duration SLOW = Duration.ofSeconds(5);

  private long bytes = FIRST;

  /** What an epoch may hand over; at least one byte, and so one record. */
  long bytes() {
    return bytes;
  }

  /**
   * An epoch was settled.
   *
   * @param handed over in it, in bytes
   * @param waited for the targets in it
   */
  void settled(long handed, Duration waited) {
    if (waited.compareTo(SLOW) > 0) {
      double rate = (double) handed / waited.toNanos();
      bytes = Math.max(1, (long) (rate * SLOW.toNanos()));
    } else if (waited.compareTo(SWIFT) < 0 && handed >= bytes / 2) {
      bytes = Math.min(UNBOUNDED, 2 * bytes);
    }
  }

  /**
   * An epoch was given up.
   *
   * @param handed over in it, in bytes
   * @param waited for the targets in it
   */
  void givenUp(long handed, Duration waited) {
    if (waited.compareTo(SLOW) > 0) {
      bytes = Math.max(1, Math.min(bytes, handed) / 4);
    }
  }
}
