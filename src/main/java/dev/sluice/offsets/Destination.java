package dev.sluice.offsets;

import java.time.DateTimeException;
import java.time.Instant;

/** Where positions are moved to. */
public sealed interface Destination {
  /** The first offset that is still there. */
  record Earliest() implements Destination {}

  /** The end. */
  record Latest() implements Destination {}

  /** The first record at or after a moment; the end where there is none. */
  record At(Instant moment) implements Destination {}

  /** An offset. */
  record Offset(long offset) implements Destination {}

  /**
   * As it is written on the command line.
   *
   * @throws IllegalArgumentException where it is none
   */
  static Destination parse(String text) {
    if (text.matches("\\d{1,18}")) {
      return new Offset(Long.parseLong(text));
    }
    try {
      return switch (text) {
        case "earliest" -> new Earliest();
        case "latest" -> new Latest();
        default -> new At(Instant.parse(text));
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "Expected earliest, latest, an offset, or a time such as 2026-01-31T00:00:00Z", e);
    }
  }
}
