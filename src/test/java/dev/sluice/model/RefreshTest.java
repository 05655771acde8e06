package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When models are made anew. */
class RefreshTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Refresh daily(String time, ZoneId zone) {
    return new Refresh(Optional.of(LocalTime.parse(time)), zone, 10_000);
  }

  private static Instant next(Refresh refresh, String after, long topics) {
    return refresh.next(Instant.parse(after), topics).orElseThrow();
  }

  @Test
  void upToTheThresholdItIsHourlyWhateverTheTimeOfDay() {
    Refresh refresh = daily("02:00", BERLIN);
    for (long topics : new long[] {0, 1, 9_999, 10_000}) {
      assertThat(next(refresh, "2026-11-24T17:30:00Z", topics)).isEqualTo("2026-11-24T18:30:00Z");
    }
  }

  @Test
  void aboveItOnceADayInTheZone() {
    Refresh refresh = daily("02:00", BERLIN);
    assertThat(next(refresh, "2026-11-24T17:30:00Z", 10_001)).isEqualTo("2026-11-25T01:00:00Z");
    assertThat(next(refresh, "2026-11-25T00:59:59Z", 10_001)).isEqualTo("2026-11-25T01:00:00Z");
    assertThat(next(refresh, "2026-11-25T01:00:00Z", 10_001)).isEqualTo("2026-11-26T01:00:00Z");
    assertThat(next(daily("23:30", ZoneId.of("UTC")), "2026-11-24T23:29:00Z", 20_000))
        .isEqualTo("2026-11-24T23:30:00Z");
  }

  @Test
  void clocksThatAreChangedMakeItNeitherTwiceNorNever() {
    Refresh refresh = daily("02:30", BERLIN);
    assertThat(next(refresh, "2026-03-28T12:00:00Z", 20_000)).isEqualTo("2026-03-29T01:30:00Z");
    assertThat(next(refresh, "2026-03-29T01:30:00Z", 20_000)).isEqualTo("2026-03-30T00:30:00Z");
    assertThat(next(refresh, "2026-10-24T12:00:00Z", 20_000)).isEqualTo("2026-10-25T00:30:00Z");
    assertThat(next(refresh, "2026-10-25T00:30:00Z", 20_000)).isEqualTo("2026-10-26T01:30:00Z");
  }

  @Test
  void neverIsNever() {
    Refresh never = new Refresh(Optional.empty(), BERLIN, 10_000);
    assertThat(never.next(Instant.EPOCH, 1)).isEmpty();
    assertThat(never.next(Instant.EPOCH, 20_000)).isEmpty();
  }
}
