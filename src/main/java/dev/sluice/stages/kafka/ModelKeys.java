package dev.sluice.stages.kafka;

import dev.sluice.model.Refresh;
import dev.sluice.schema.Key;
import dev.sluice.schema.Nearest;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Everything under {@code models:} of a source. */
final class ModelKeys {
  private static final Key<Optional<LocalTime>> REFRESH =
      Key.of(
          "refresh",
          Types.scalar("hourly, never, or a time of day such as \"02:00\"", ModelKeys::refresh),
          Optional.of(Refresh.NIGHT),
          "Hourly up to the threshold; the time of day is for more topics than that; never: not at all.");
  private static final Key<ZoneId> TIMEZONE =
      Key.of(
          "timezone",
          Types.scalar("a time zone such as UTC or Europe/Berlin", ModelKeys::zone),
          ZoneId.of("UTC"),
          "Where the time of day is told.");
  private static final Key<Long> THRESHOLD =
      Key.of(
          "threshold",
          Types.integer(0, 1_000_000),
          10_000L,
          "Up to how many topics the models are refreshed hourly; above, once a day.");
  static final long USUAL_SAMPLE = 100;
  static final Key<Long> SAMPLE =
      Key.of(
          "sample",
          Types.integer(1, 100_000),
          USUAL_SAMPLE,
          "How many records of a topic are looked at.");

  /** All of them. */
  static final Section SECTION =
      new Section("models", List.of(REFRESH, TIMEZONE, THRESHOLD, SAMPLE));

  private ModelKeys() {}

  /** When models with these settings are made anew. */
  static Refresh refresh(Settings models) {
    return new Refresh(models.get(REFRESH), models.get(TIMEZONE), models.get(THRESHOLD));
  }

  private static Optional<LocalTime> refresh(String text) {
    return switch (text) {
      case "never" -> Optional.empty();
      case "hourly" -> Optional.of(Refresh.NIGHT);
      default -> {
        if (!text.matches("([01]\\d|2[0-3]):[0-5]\\d")) {
          throw new IllegalArgumentException();
        }
        yield Optional.of(LocalTime.parse(text));
      }
    };
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      String question = Nearest.question(text, ZoneId.getAvailableZoneIds());
      throw new IllegalArgumentException(
          "is no time zone" + (question.isEmpty() ? "" : " (" + question + ")"), e);
    }
  }
}
