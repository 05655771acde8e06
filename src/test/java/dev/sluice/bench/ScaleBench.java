package dev.sluice.bench;

import dev.sluice.bench.Arm.Work;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More at once than is usual: very many partitions, and a burst. */
class ScaleBench {
  private static final double MEGA = 1 << 20;

  @TempDir private Path directory;

  /** {@code -Dsluice.bench.partitions} makes it fewer, for a machine whose broker has few files. */
  @Test
  void manyPartitions() {
    int partitions = Integer.getInteger("sluice.bench.partitions", 10_000);
    long records = partitions * 100L;
    Section section =
        Section.of(
            "22-many-partitions",
            "%,d partitions".formatted(partitions),
            List.of(
                "One pipeline reads %,d records of 260 bytes, an equal number in each partition of one topic, into 4 partitions; so does the bare loop. With the start, which has to find all of them."
                    .formatted(records)),
            "arm",
            "CPU, ns a record",
            "records a second",
            "peak MB");
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = Loaded.topic(topics, Orders.SMALL, partitions, records);
      Copying copying = new Copying(topics, 1, records);
      for (String name : List.of(Arms.BARE, Arms.SPREAD)) {
        Copied copied =
            copying
                .run(
                    List.of(Arms.named(name).orElseThrow()),
                    () ->
                        new Work(
                            broker.bootstrapServers(), source, 4, Topics.name("to"), directory))
                .getFirst();
        section.row(name, copied.cold(), copied.rate().getFirst(), copied.peak() / MEGA);
      }
    }
    Report.add(section);
  }

  /** Twenty seconds of 100 MB each, while a pipeline runs that had nothing to do. */
  @Test
  void burst() {
    int seconds = Integer.getInteger("sluice.bench.burst", 20);
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = Loaded.topic(topics, Orders.LARGE, 4, 4);
      String target = topics.create("to", 4);
      Work work = new Work(broker.bootstrapServers(), source, 4, target, directory);
      Path said = directory.resolve("burst.out");
      try (Idle sluice =
          new Idle(Arms.named(Arms.JSON).orElseThrow().launch().of(work).command(), said)) {
        await(topics, target, 4);
        long start = System.nanoTime();
        long sent = send(broker, source, seconds);
        double sending = (System.nanoTime() - start) / 1e9;
        long behind = sent + 4 - copied(topics, target);
        await(topics, target, sent + 4);
        double drained = (System.nanoTime() - start) / 1e9 - sending;
        Report.add(
            Section.of(
                    "23-burst",
                    "A burst of 100 MB a second",
                    List.of(
                        "Records of 2 KB for %d s, JSON check; the producer, the broker and Sluice share the machine."
                            .formatted(seconds)),
                    "MB a second, sent",
                    "records",
                    "behind at its end",
                    "caught up after, s",
                    "peak MB")
                .row(
                    sent * 2048 / sending / 1e6,
                    sent,
                    behind,
                    drained,
                    sluice.meter().peak() / MEGA));
      }
    }
  }

  /** A tenth of a second's records at a time. */
  private static long send(LocalBroker broker, String source, int seconds) {
    int together = 100_000_000 / 2048 / 10;
    byte[][] values = IntStream.range(0, 100).mapToObj(Orders.LARGE::value).toArray(byte[][]::new);
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(), "linger.ms", 5, "batch.size", 262_144);
    long start = System.nanoTime();
    try (var producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int tenth = 0; tenth < seconds * 10; tenth++) {
        for (int i = 0; i < together; i++) {
          var _ = producer.send(new ProducerRecord<>(source, i % 4, null, values[i % 100]));
        }
        LockSupport.parkNanos(
            start + Duration.ofMillis(100L * (tenth + 1)).toNanos() - System.nanoTime());
      }
    }
    return (long) together * seconds * 10;
  }

  private static void await(Topics topics, String target, long count) {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (copied(topics, target) < count) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(copied(topics, target) + " of " + count + " came");
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  private static long copied(Topics topics, String target) {
    return IntStream.range(0, 4).mapToLong(partition -> topics.end(target, partition)).sum();
  }
}
