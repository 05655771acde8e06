package dev.sluice.offsets;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.stage.Source;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

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
   * The offsets at it; a partition that has none there is left out.
   *
   * @param logs of partitions that the source reads
   * @throws dev.sluice.problem.StageException where the cluster does not answer
   */
  default Map<Partition, Long> offsets(Source source, Map<Partition, LogRange> logs) {
    return switch (this) {
      case Earliest _ -> each(logs, LogRange::start);
      case Latest _ -> each(logs, LogRange::end);
      case Offset(long offset) -> each(logs, log -> offset);
      case At(Instant moment) -> source.offsetsAt(logs.keySet(), moment);
    };
  }

  private static Map<Partition, Long> each(
      Map<Partition, LogRange> logs, ToLongFunction<LogRange> offset) {
    Map<Partition, Long> offsets = new HashMap<>();
    logs.forEach((partition, log) -> offsets.put(partition, offset.applyAsLong(log)));
    return offsets;
  }

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
