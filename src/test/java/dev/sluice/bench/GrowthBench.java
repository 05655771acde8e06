package dev.sluice.bench;

import dev.sluice.bench.Arm.Work;
import dev.sluice.bench.Section.Bar;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a record costs the same however many there are, and in however many partitions. */
class GrowthBench {
  private static final long RECORDS = Long.getLong("sluice.bench.records", 1_000_000);
  private static final int ROUNDS = Integer.getInteger("sluice.bench.rounds", 3);
  private static final int LAPS = 10;

  @TempDir private Path directory;

  /** Ten laps of one run. While the first ones are being compiled they say nothing of growth. */
  @Test
  void records() {
    Section section =
        Section.of(
            "20-records",
            "From %,d to %,d records".formatted(RECORDS, RECORDS * LAPS),
            List.of(
                "The CPU of Sluice (`format: raw`) and of the bare loop for a record of 260 bytes, lap by lap of one run each. While code is being compiled both fall; what counts is their ratio, and that the later laps are flat."),
            "lap",
            "Sluice, ns",
            "bare loop, ns",
            "ratio");
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = Loaded.topic(topics, Orders.SMALL, 4, RECORDS * LAPS);
      Copying copying = new Copying(topics, LAPS, RECORDS);
      Work work = work(broker, source, 4);
      Copied bare = copying.run(Arms.named(Arms.BARE).orElseThrow(), work);
      Copied sluice = copying.run(Arms.named(Arms.RAW).orElseThrow(), work(broker, source, 4));
      for (int lap = 0; lap < LAPS; lap++) {
        double ours = sluice.cpu().get(lap);
        double limit = bare.cpu().get(lap);
        section.row(lap + 1, ours, limit, ours / limit);
      }
      double middle = Ratios.median(sluice.cpu().subList(LAPS / 2 - 2, LAPS / 2 + 1));
      double last = Ratios.median(sluice.cpu().subList(LAPS - 3, LAPS));
      section.bar(Bar.atMost("CPU of the last laps to the middle ones", 1.10, last / middle));
    }
    Report.add(section);
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
    int laps = 6;
    List<Double> ours = new ArrayList<>();
    List<Double> limit = new ArrayList<>();
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = Loaded.topic(topics, Orders.SMALL, partitions, RECORDS * laps);
      Copying copying = new Copying(topics, laps, RECORDS);
      Arm bare = Arms.named(Arms.BARE).orElseThrow();
      Arm raw = Arms.named(Arms.RAW).orElseThrow();
      for (int round = 0; round < ROUNDS; round++) {
        limit.add(copying.run(bare, work(broker, source, partitions)).warm());
        ours.add(copying.run(raw, work(broker, source, partitions)).warm());
      }
    }
    List<Double> ratios = Ratios.of(ours, limit);
    section.row(
        partitions,
        Ratios.median(ours),
        Ratios.median(limit),
        Ratios.median(ratios),
        Ratios.range(ratios));
    return Ratios.median(ratios);
  }

  private Work work(LocalBroker broker, String source, int partitions) {
    return new Work(broker.bootstrapServers(), source, partitions, Topics.name("to"), directory);
  }
}
