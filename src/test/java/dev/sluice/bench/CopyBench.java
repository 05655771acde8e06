package dev.sluice.bench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.bench.Arm.Work;
import dev.sluice.bench.Section.Bar;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All arms on the same records, lap by lap in turns. {@code -Dsluice.bench.rounds}, {@code .laps},
 * {@code .records} (of a lap, of 260 bytes), {@code .orders} and {@code .arms} (regular
 * expressions) make it another size.
 */
class CopyBench {
  private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 3);
  private static final int LAPS = Integer.getInteger("sluice.bench.laps", 8);
  private static final long RECORDS = Long.getLong("sluice.bench.records", 2_000_000);
  private static final Pattern ARMS =
      Pattern.compile(System.getProperty("sluice.bench.arms", ".*"));
  private static final Pattern ORDERS =
      Pattern.compile(System.getProperty("sluice.bench.orders", ".*"));
  private static final int PARTITIONS = 4;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void copies(Orders orders) {
    assumeTrue(ORDERS.matcher(orders.name()).find());
    long records = orders == Orders.SMALL ? RECORDS : RECORDS / 4;
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      Copying copying = new Copying(topics, LAPS, records);
      String source = Loaded.topic(topics, orders, PARTITIONS, copying.records());
      Supplier<Work> work = () -> work(broker, source);
      Turns turns = copying.rounds(ROUNDS, groups(), work, Arms.BARE, Arms.BARE_AGAIN);
      Report.add(section(orders, records, turns));
    }
  }

  private static List<List<Arm>> groups() {
    return Arms.groups().stream()
        .map(group -> group.stream().filter(arm -> ARMS.matcher(arm.name()).find()).toList())
        .filter(group -> !group.isEmpty())
        .toList();
  }

  private Work work(LocalBroker broker, String source) {
    return new Work(broker.bootstrapServers(), source, PARTITIONS, Topics.name("to"), directory);
  }

  private static Section section(Orders orders, long records, Turns turns) {
    Section section =
        Section.of(
            "1" + orders.ordinal() + "-copies",
            "Copying records of " + orders.title(),
            List.of(
                "%d laps of %,d records in %d partitions, %d rounds. Arms that are compared take turns, lap by lap, and all but one are stopped. CPU is the process's alone, for each record that was read; cold is the start and the first lap, warm the median of the later half of the laps: until then it is being compiled. Ratios are to the same lap of the bare loop, or to the mean of two, that took turns with the arm: the median of the later half of the laps, then of the rounds, and lowest to highest of these; what the two have to each other is noise."
                    .formatted(LAPS, records, PARTITIONS, ROUNDS),
                "All producers: `%s`. All consumers: `%s`. All JVMs: `%s`. Positions are saved every %d ms by the clock, which goes on while an arm is stopped; with Sluice's own defaults after 100,000 records, or a second."
                    .formatted(
                        Tuning.PRODUCER,
                        Tuning.CONSUMER,
                        String.join(" ", Tuning.JVM),
                        Tuning.INTERVAL)),
            "arm",
            "CPU s a million, warm",
            "to bare",
            "runs",
            "CPU s a million, cold",
            "records a second",
            "to bare ",
            "peak MB",
            "to bare  ");
    turns.arms().forEach(arm -> row(section, turns, arm));
    bars(section, orders, turns);
    return section;
  }

  private static void row(Section section, Turns turns, String arm) {
    List<Double> ratios = turns.toLimit(arm, Copied::warm);
    section.row(
        arm,
        turns.median(arm, Copied::warm) / 1000,
        median(ratios),
        ratios.isEmpty() ? "" : Ratios.range(ratios),
        turns.median(arm, run -> List.of(run.cold())) / 1000,
        turns.median(arm, Copied::warmRate),
        median(turns.toLimit(arm, Copied::warmRate)),
        turns.median(arm, CopyBench::peak),
        median(turns.toLimit(arm, CopyBench::peak)));
  }

  private static Object median(List<Double> ratios) {
    return ratios.isEmpty() ? "" : Ratios.median(ratios);
  }

  /** In MB, once. */
  private static List<Double> peak(Copied run) {
    return List.of(run.peak() / 1048576.0);
  }

  private static void bars(Section section, Orders orders, Turns turns) {
    Reached cpu = new Reached(section, turns, Copied::warm);
    cpu.atMost("raw, CPU to the bare loop", Arms.RAW, Arms.BARE, 1.10);
    cpu.atMost("JSON check, CPU to the bare loop", Arms.JSON, Arms.BARE, 1.25);
    cpu.atLeast("MirrorMaker 2, CPU to raw", Arms.MIRROR_MAKER, Arms.RAW, 1.7);
    cpu.atLeast("Redpanda Connect, CPU to raw", Arms.CONNECT_COPY, Arms.RAW, 1.5);
    cpu.atLeast("Redpanda Connect, CPU to where", Arms.CONNECT_WHERE, Arms.WHERE, 4);
    Reached rate = new Reached(section, turns, Copied::warmRate);
    rate.atLeast("exactly_once, throughput to raw", Arms.EXACTLY_ONCE, Arms.RAW, 0.85);
    rate.atLeast(
        "the same with kafka_group, throughput to raw", Arms.EXACTLY_ONCE_GROUP, Arms.RAW, 0.85);
    if (orders == Orders.SMALL) {
      barsOfSmall(section, turns, cpu);
    }
  }

  /** A filter by hand stops at its field; what checks a value reads all of it, however long. */
  private static void barsOfSmall(Section section, Turns turns, Reached cpu) {
    cpu.atMost("where, CPU to the filter by hand", Arms.WHERE, Arms.HAND, 1.25);
    cpu.atLeast("Kafka Streams, CPU to where", Arms.STREAMS, Arms.WHERE, 1.25);
    if (turns.arms().contains(Arms.SMALL_HEAP)) {
      section.bar(
          Bar.atMost("peak MB with -Xmx128m", 300, turns.median(Arms.SMALL_HEAP, CopyBench::peak)));
    }
  }

  /** Bars on one figure; of arms that were not run nothing is said. */
  private record Reached(Section section, Turns turns, Function<Copied, List<Double>> laps) {
    void atMost(String what, String arm, String other, double limit) {
      bar(arm, other, ratio -> Bar.atMost(what, limit, ratio));
    }

    void atLeast(String what, String arm, String other, double limit) {
      bar(arm, other, ratio -> Bar.atLeast(what, limit, ratio));
    }

    private void bar(String arm, String other, Function<Double, Bar> bar) {
      List<Double> ratios =
          other.equals(Arms.BARE) ? turns.toLimit(arm, laps) : turns.ratios(arm, other, laps);
      if (!ratios.isEmpty()) {
        section.bar(bar.apply(Ratios.median(ratios)));
      }
    }
  }
}
