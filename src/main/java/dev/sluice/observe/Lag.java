package dev.sluice.observe;

import dev.sluice.message.LogRange;
import dev.sluice.message.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far behind a pipeline is, in one partition or in several.
 *
 * @param records offsets between what is saved and the ends: an upper bound on records
 * @param held how many of them wait behind a transaction that is open at the source
 * @param seconds how old the last record read is where there are more, in the partition that is
 *     worst off; 0 where all is read, NaN where nothing was read yet
 * @param retentionLeft seconds until the log may drop the first unread record for its age, in the
 *     partition that is worst off; NaN where all is read, where that is not known, or never
 */
public record Lag(long records, long held, double seconds, double retentionLeft) {
  /** There is nothing to read. */
  public static final Lag NONE = new Lag(0, 0, 0, Double.NaN);

  static Lag of(Position position, LogRange log, @Nullable Duration kept, long now) {
    long records = Math.max(0, log.highWatermark() - position.next());
    long held = Math.max(0, log.highWatermark() - Math.max(log.end(), position.next()));
    if (records == 0) {
      return NONE;
    }
    double age =
        position.timestamp() < 0 ? Double.NaN : Math.max(0, now - position.timestamp()) / 1000.0;
    return new Lag(records, held, age, kept == null ? Double.NaN : kept.toMillis() / 1000.0 - age);
  }

  /** Both together. */
  Lag and(Lag other) {
    return new Lag(
        records + other.records,
        held + other.held,
        worst(seconds, other.seconds, Math.max(seconds, other.seconds)),
        worst(retentionLeft, other.retentionLeft, Math.min(retentionLeft, other.retentionLeft)));
  }

  private static double worst(double left, double right, double both) {
    if (Double.isNaN(left)) {
      return right;
    }
    return Double.isNaN(right) ? left : both;
  }
}
