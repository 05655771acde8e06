package dev.sluice.model;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When models are made anew: hourly as long as there are few topics, else once a day.
 *
 * @param timeOfDay when that is, with many topics; empty for never at all
 * @param zone where that time is told
 * @param threshold up to how many topics are few
 */
public record Refresh(Optional<LocalTime> timeOfDay, ZoneId zone, long threshold) {
  /** The time of day where none is named. */
  public static final LocalTime NIGHT = LocalTime.of(2, 0);

  /**
   * The first time behind a moment; empty for never. A time of day that a change of clocks leaves
   * out is as much later as the clocks are put forward; one that comes twice is meant the first
   * time.
   */
  public Optional<Instant> next(Instant after, long topics) {
    return timeOfDay.map(
        time -> topics <= threshold ? after.plus(Duration.ofHours(1)) : daily(time, after));
  }

  private Instant daily(LocalTime time, Instant after) {
    ZonedDateTime now = after.atZone(zone);
    Instant today = at(now, time, 0);
    return today.isAfter(after) ? today : at(now, time, 1);
  }

  private Instant at(ZonedDateTime now, LocalTime time, int days) {
    return ZonedDateTime.of(now.toLocalDate().plusDays(days), time, zone)
        .withEarlierOffsetAtOverlap()
        .toInstant();
  }
}
