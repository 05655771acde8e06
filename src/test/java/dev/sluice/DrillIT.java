package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Copy;
import dev.sluice.testkit.Drill;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged runner, everything that can go wrong with it, and what must hold all the same.
 * {@code -Dsluice.drill.seed=S} decides the order, {@code -Dsluice.drill.faults=N} how many faults
 * there are, {@code records} how many records at most, {@code pause} the milliseconds between 500
 * of them, {@code all} adds kinds. The profile {@code soak} makes it long.
 */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = "broker", mode = ResourceAccessMode.READ)
class DrillIT {
  private static final long SEED = Long.getLong("sluice.drill.seed", 1);
  private static final int FAULTS = Integer.getInteger("sluice.drill.faults", 7);
  private static final int RECORDS = Integer.getInteger("sluice.drill.records", 1_000_000);
  private static final int PAUSE = Integer.getInteger("sluice.drill.pause", 30);

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;

  /** Every store with every delivery that it can; the short drill leaves out two of them. */
  static Stream<Arguments> kinds() {
    Stream<Arguments> always =
        Stream.of(
            Arguments.of("at_least_once", "kafka_topic", false),
            Arguments.of("exactly_once", "kafka_topic", false),
            Arguments.of("exactly_once", "kafka_topic", true),
            Arguments.of("exactly_once", "kafka_group", false));
    Stream<Arguments> further =
        Stream.of(
            Arguments.of("at_least_once", "kafka_group", false),
            Arguments.of("at_least_once", "jdbc", false));
    return Boolean.getBoolean("sluice.drill.all") ? Stream.concat(always, further) : always;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void nothingIsLostAndWithExactlyOnceNothingIsRepeated(
      String delivery, String store, boolean twoClusters) throws InterruptedException {
    try (TestDatabase database = store.equals("jdbc") ? new TestDatabase() : null;
        Drill drill =
            new Drill(
                SEED,
                new Drill.Load(RECORDS, Duration.ofMillis(PAUSE)),
                new Drill.Kind(
                    delivery,
                    store,
                    database == null
                        ? ""
                        : ", url: \"" + database.create("drill") + "\", user: postgres",
                    twoClusters),
                directory,
                runners)) {
      Copy copy = drill.run(FAULTS);
      assertThat(copy.missing()).isEmpty();
      assertThat(copy.disorder()).isEmpty();
      if (delivery.equals("exactly_once")) {
        assertThat(copy.repeats()).isZero();
      }
    }
  }
}
