package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Arm.Work;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark's own machinery, on few records: nothing measured is judged. */
class CopyingIT {
  private static final int LAPS = 2;
  private static final long RECORDS = 4_000;
  private static final int PARTITIONS = 4;

  @TempDir private Path directory;

  @Test
  void armsAreMeasuredLapByLap() {
    try (LocalBroker broker = Loaded.broker(); // who is stopped there stays a member
        Topics topics = new Topics(broker.bootstrapServers())) {
      String servers = broker.bootstrapServers();
      String source = Loaded.topic(topics, Orders.SMALL, PARTITIONS, LAPS * RECORDS);
      List<Arm> arms =
          Stream.of(Arms.HAND, Arms.WHERE).map(name -> Arms.named(name).orElseThrow()).toList();
      List<String> targets = new ArrayList<>();
      List<Copied> all =
          new Copying(topics, LAPS, RECORDS)
              .run(
                  arms,
                  () -> {
                    targets.add(Topics.name("to"));
                    return new Work(servers, source, PARTITIONS, targets.getLast(), directory);
                  });
      assertThat(all).hasSize(2);
      assertThat(all)
          .allSatisfy(copied -> {
            assertThat(copied.cpu()).hasSize(LAPS);
            assertThat(copied.cold()).isPositive();
            assertThat(copied.rate()).allSatisfy(rate -> assertThat(rate).isPositive());
            assertThat(copied.peak()).isGreaterThan(10 << 20);
          });
      assertThat(targets).hasSize(2).noneMatch(topics::exists);
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
