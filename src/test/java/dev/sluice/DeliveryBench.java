package dev.sluice;

import dev.sluice.quickstart.LocalBroker;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What exactly once costs: the same copy with each delivery, in turns, with the default interval.
 * Prints the throughput of each pair as a ratio, and between two copies at least once as a control.
 */
class DeliveryBench {
  private static final int RECORDS = Integer.getInteger("sluice.bench.records", 2_000_000);
  private static final int PAIRS = 5;
  private static final int PARTITIONS = 4;
  private static final String AT_LEAST_ONCE = "at_least_once";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"kafka_topic", "kafka_group"})
  void exactlyOnceAgainstAtLeastOnce(String store) throws Exception {
    try (LocalBroker broker = TestBroker.process(Map.of());
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = topics.create("source", PARTITIONS);
      fill(topics, source);
      copy(broker, topics, source, store, AT_LEAST_ONCE); // warm
      List<Double> exactly = new ArrayList<>();
      List<Double> control = new ArrayList<>();
      for (int pair = 0; pair < PAIRS; pair++) {
        double before = copy(broker, topics, source, store, AT_LEAST_ONCE);
        double between = copy(broker, topics, source, store, "exactly_once");
        double after = copy(broker, topics, source, store, AT_LEAST_ONCE);
        exactly.add(between / ((before + after) / 2));
        control.add(after / before);
      }
      String report =
          "%s: exactly_once / at_least_once, records a second, %d records: median %.2f of %s; control %.2f of %s%n"
              .formatted(
                  store,
                  RECORDS,
                  median(exactly),
                  rounded(exactly),
                  median(control),
                  rounded(control));
      System.out.print(report);
      Files.createDirectories(Path.of("target/bench"));
      Files.writeString(Path.of("target/bench/delivery-" + store + ".txt"), report);
    }
  }

  private static void fill(Topics topics, String source) {
    String padding = "x".repeat(160);
    for (int from = 0; from < RECORDS; from += 50_000) {
      topics.send(
          IntStream.range(from, Math.min(RECORDS, from + 50_000))
              .mapToObj(n ->
                  new ProducerRecord<byte[], byte[]>(
                      source,
                      n % PARTITIONS,
                      null,
                      Topics.bytes("{\"n\":%d,\"padding\":\"%s\"}".formatted(n, padding))))
              .toList());
    }
  }

  /** Records a second. */
  private double copy(
      LocalBroker broker, Topics topics, String source, String store, String delivery)
      throws Exception {
    String target = topics.create("target", PARTITIONS);
    PipelineResult result =
        TestRun.complete(
            directory,
            """
            apiVersion: sluice/v1
            kind: Pipeline
            name: %3$s
            sync: full
            delivery: %4$s
            source: {connection: {kafka: {bootstrapServers: "%1$s"}}, topics: [%2$s]}
            target: {connection: {kafka: {bootstrapServers: "%1$s"}}, topic: %3$s}
            checkpoint: {store: %5$s}
            """
                .formatted(broker.bootstrapServers(), source, target, delivery, store));
    topics.delete(target);
    return RECORDS / (result.duration().toNanos() / 1e9);
  }

  private static double median(List<Double> ratios) {
    return ratios.stream().sorted().skip(ratios.size() / 2).findFirst().orElseThrow();
  }

  private static List<String> rounded(List<Double> ratios) {
    return ratios.stream().map("%.2f"::formatted).toList();
  }
}
