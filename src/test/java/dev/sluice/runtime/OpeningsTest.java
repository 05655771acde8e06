package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpeningsTest {
  @Test
  void aFewOfEachClusterStartAtATime() {
    Openings openings = new Openings();
    long begun = IntStream.range(0, 1_000).filter(_ -> openings.begins("one")).count();
    assertThat(begun).isBetween(2L, 100L);
    assertThat(openings.begins("other")).isTrue();
    openings.over("other");
    assertThat(openings.begins("one")).isFalse();
    openings.over("one");
    assertThat(openings.begins("one")).isTrue();
    assertThat(openings.begins("one")).isFalse();
  }
}
