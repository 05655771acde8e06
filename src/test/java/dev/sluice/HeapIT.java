package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Records that are much larger than their batches: a heap of 256 MB does with the defaults. */
class HeapIT {
  private static final int PARTITIONS = 24;

  @RegisterExtension private final Runners runners = new Runners();
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.<String, Object>of(
            "bootstrap.servers",
            TestBroker.shared().bootstrapServers(),
            "compression.type",
            "zstd",
            "batch.size",
            1 << 20,
            "linger.ms",
            50,
            "max.request.size",
            300 << 20,
            "buffer.memory",
            300 << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private Runner run(String source, String target, String format) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            Yaml.pipeline(source)
                .sync("full")
                .source("topics: [" + source + "]\nformat: " + format)
                .target("topic: " + target + "\ncompression: zstd")
                .toString());
    return runners.start(directory, Map.of(), "run", file.toString());
  }

  /** 380 MB of documents of 255 KB, in a twentieth of that. */
  @Test
  void holdsDocumentsThatCompressWell() throws Exception {
    String source = topics.create("documents", PARTITIONS);
    String target = topics.create("documents-copy", PARTITIONS);
    int documents = 1_500;
    String line = "{\"sku\":\"A-1047\",\"quantity\":12,\"price\":%d.5},";
    try (var producer = producer()) {
      for (int n = 0; n < documents; n++) {
        String items = line.formatted(n).repeat(6_000);
        var _ =
            producer.send(
                new ProducerRecord<>(
                    source,
                    n % PARTITIONS,
                    null,
                    Topics.bytes(
                        "{\"n\":"
                            + n
                            + ",\"items\":["
                            + items.substring(0, items.length() - 1)
                            + "]}")));
      }
    }
    Runner runner = run(source, target, "json");
    assertThat(runner.await()).as(runner.out() + runner.err()).isZero();
    long copied = 0;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      copied += topics.end(target, partition);
    }
    assertThat(copied).isEqualTo(documents);
  }

  /** Each of them fits; all that one fetch brings does not by far. */
  @Test
  void holdsRecordsOfZeros() throws Exception {
    String source = topics.create("zeros", 1);
    String target = topics.create("zeros-copy", 1);
    try (var producer = producer()) {
      for (int n = 0; n < 100; n++) {
        var _ = producer.send(new ProducerRecord<>(source, 0, null, new byte[4 << 20]));
      }
    }
    Runner runner = run(source, target, "raw");
    assertThat(runner.await()).as(runner.out() + runner.err()).isZero();
    assertThat(topics.end(target, 0)).isEqualTo(100);
  }

  /** What fits into no heap is no mistake of ours, and the message says what to set. */
  @Test
  void saysThatARecordIsTooLargeForIt() throws IOException, InterruptedException {
    String source = topics.create("hostile", 1);
    try (var producer = producer()) {
      producer.send(new ProducerRecord<>(source, 0, null, new byte[200 << 20])).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    Runner runner = run(source, topics.create("hostile-copy", 1), "raw");
    assertThat(runner.await()).as(runner.out() + runner.err()).isEqualTo(3);
    assertThat(runner.out() + runner.err())
        .contains("error[heap] the heap of", "memory", "-Xmx")
        .doesNotContain("mistake");
  }
}
