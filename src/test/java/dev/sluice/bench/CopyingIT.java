package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Arm.Work;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark's own machinery, on few records: nothing measured is judged. */
class CopyingIT {
  private static final int LAPS = 2;
  private static final long RECORDS = 4_000;
  private static final int PARTITIONS = 4;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {Arms.HAND, Arms.WHERE})
  void anArmIsMeasuredLapByLap(String name) {
    String servers = TestBroker.shared().bootstrapServers();
    try (Topics topics = new Topics(servers)) {
      String source = Loaded.topic(topics, Orders.SMALL, PARTITIONS, LAPS * RECORDS);
      Work work = new Work(servers, source, PARTITIONS, Topics.name("to"), directory);
      Copied copied = new Copying(topics, LAPS, RECORDS).run(Arms.named(name).orElseThrow(), work);
      assertThat(copied.cpu()).hasSize(LAPS);
      assertThat(copied.cold()).isPositive();
      assertThat(copied.rate()).allSatisfy(rate -> assertThat(rate).isPositive());
      assertThat(copied.peak()).isGreaterThan(10 << 20);
      assertThat(topics.exists(work.target())).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 7})
  void everyOtherOrderOfEachPartitionIsPaid(int first) {
    List<byte[]> values =
        List.of(Orders.SMALL.value(first), Orders.SMALL.value(first + PARTITIONS));
    assertThat(values).allSatisfy(value -> assertThat(value).hasSize(260));
    assertThat(values.stream().filter(HandFilter::isPaid)).hasSize(1);
  }
}
