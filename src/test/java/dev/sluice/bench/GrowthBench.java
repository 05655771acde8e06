package dev.sluice.bench;

import dev.sluice.bench.Arm.Work;
import dev.sluice.bench.Section.Bar;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a record costs the same however many there are, and in however many partitions. */
class GrowthBench {
  private static final long RECORDS = Long.getLong("sluice.bench.records", 1_000_000);
  private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 3);

  /** Laps until most is compiled, which say nothing of growth. */
  private static final int COMPILING = 6;

  private static final int LAPS = 10;

  @TempDir private Path directory;

  @Test
  void records() {
    Turns turns = turns(4, COMPILING + LAPS);
    Section section =
        Section.of(
            "20-records",
            "From %,d to %,d records".formatted(RECORDS, RECORDS * LAPS),
            List.of(
                "The CPU of Sluice (`format: raw`) and of the bare loop for a record of 260 bytes, lap by lap, after %d laps in which most is compiled; medians of %d rounds."
                    .formatted(COMPILING, ROUNDS)),
            "lap",
            "Sluice, ns",
            "bare loop, ns",
            "ratio");
    List<List<Double>> ours = runs(turns, Arms.RAW);
    List<List<Double>> limits = runs(turns, Arms.BARE);
    for (int lap = 0; lap < LAPS; lap++) {
      double our = median(ours, lap);
      double limit = median(limits, lap);
      section.row(lap + 1, our, limit, our / limit);
    }
    List<List<Double>> ratios =
        IntStream.range(0, ROUNDS)
            .mapToObj(round -> Ratios.of(ours.get(round), limits.get(round)))
            .toList();
    section.bar(Bar.atMost("CPU of the last three laps to the first three", 1.10, growth(ours)));
    section.bar(Bar.atMost("the same of its ratio to the bare loop", 1.10, growth(ratios)));
    Report.add(section);
  }

  /** The laps that count, of each round. */
  private static List<List<Double>> runs(Turns turns, String arm) {
    return turns.runs(arm).map(run -> run.cpu().subList(COMPILING, COMPILING + LAPS)).toList();
  }

  private static double median(List<List<Double>> rounds, int lap) {
    return Ratios.median(rounds.stream().map(laps -> laps.get(lap)).toList());
  }

  /**
   * How much dearer the last laps of a round are than its first, in the median of the rounds: one
   * process is compiled a tenth better or worse than the next, for all its life.
   */
  private static double growth(List<List<Double>> rounds) {
    return Ratios.median(
        rounds.stream()
            .map(laps ->
                Ratios.median(laps.subList(LAPS - 3, LAPS)) / Ratios.median(laps.subList(0, 3)))
            .toList());
  }

  @Test
  void partitions() {
    Section section =
        Section.of(
            "21-partitions",
            "From 4 to 64 partitions",
            List.of(
                "CPU for a record of 260 bytes, Sluice (`format: raw`) to the bare loop, %d rounds."
                    .formatted(ROUNDS)),
            "partitions",
            "Sluice, ns",
            "bare loop, ns",
            "ratio",
            "rounds");
    double few = ratio(section, 4);
    double many = ratio(section, 64);
    section.bar(Bar.atMost("ratio at 64 partitions to that at 4", 1.10, many / few));
    Report.add(section);
  }

  private double ratio(Section section, int partitions) {
    Turns turns = turns(partitions, LAPS);
    List<Double> ratios = turns.toLimit(Arms.RAW, Copied::warm);
    section.row(
        partitions,
        turns.median(Arms.RAW, Copied::warm),
        turns.median(Arms.BARE, Copied::warm),
        Ratios.median(ratios),
        Ratios.range(ratios));
    return Ratios.median(ratios);
  }

  /** Both in turn, on the same records. */
  private Turns turns(int partitions, int laps) {
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      Copying copying = new Copying(topics, laps, RECORDS);
      String source = Loaded.topic(topics, Orders.SMALL, partitions, copying.records());
      Supplier<Work> work = () -> work(broker, source, partitions);
      List<Arm> arms =
          List.of(Arms.named(Arms.BARE).orElseThrow(), Arms.named(Arms.RAW).orElseThrow());
      return copying.rounds(ROUNDS, List.of(arms), work, Arms.BARE);
    }
  }

  private Work work(LocalBroker broker, String source, int partitions) {
    return new Work(broker.bootstrapServers(), source, partitions, Topics.name("to"), directory);
  }
}
