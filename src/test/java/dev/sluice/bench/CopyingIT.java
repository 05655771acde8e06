package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  private static final long RECORDS = 4_000;
  private static final int PARTITIONS = 4;

  @TempDir private Path directory;

  @Test
  void armsAreMeasuredLapByLap() {
    try (LocalBroker broker = Loaded.broker(); // who is stopped there stays a member
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = Loaded.topic(topics, Orders.SMALL, PARTITIONS, RECORDS);
      takeTurns(topics, broker, source);
      goOn(topics, broker, source);
    }
  }

  private void takeTurns(Topics topics, LocalBroker broker, String source) {
    List<Arm> arms = Stream.of(Arms.HAND, Arms.WHERE).map(CopyingIT::arm).toList();
    List<String> targets = new ArrayList<>();
    List<Copied> all =
        new Copying(topics, 1, RECORDS)
            .run(
                arms,
                () -> {
                  targets.add(Topics.name("to"));
                  return work(broker, source, targets.getLast());
                });
    assertThat(all).hasSize(2).allSatisfy(copied -> isMeasured(copied, 1));
    assertThat(targets).hasSize(2).noneMatch(topics::exists);
  }

  /** What a lap is to read comes when the one before has ended: however late it was stopped. */
  private void goOn(Topics topics, LocalBroker broker, String source) {
    try (Runner runner =
        new Runner(topics, arm(Arms.HAND), work(broker, source, Topics.name("to")))) {
      runner.lap(RECORDS);
      Loaded.fill(topics, source, Orders.SMALL, PARTITIONS, RECORDS, 2 * RECORDS);
      runner.lap(2 * RECORDS);
      isMeasured(runner.copied(), 2);
      assertThatThrownBy(() -> runner.lap(2 * RECORDS)).hasMessageContaining("nothing left");
    }
  }

  private static void isMeasured(Copied copied, int laps) {
    assertThat(copied.cpu()).hasSize(laps);
    assertThat(copied.cold()).isPositive();
    assertThat(copied.rate()).hasSize(laps).allSatisfy(rate -> assertThat(rate).isPositive());
    assertThat(copied.peak()).isGreaterThan(10 << 20);
  }

  private static Arm arm(String name) {
    return Arms.named(name).orElseThrow();
  }

  private Work work(LocalBroker broker, String source, String target) {
    return new Work(broker.bootstrapServers(), source, PARTITIONS, target, directory);
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
