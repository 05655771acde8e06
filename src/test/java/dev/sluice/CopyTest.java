package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records from topic to topic, on a real broker. */
@Execution(ExecutionMode.CONCURRENT)
class CopyTest {
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private String pipeline(String name, String source, String sourceKeys, String target) {
    return """
    apiVersion: sluice/v1
    kind: Pipeline
    name: %s
    sync: full
    source:
      connection: {kafka: {bootstrapServers: "%s"}}
      topics: [%s]
    %s
    target:
      connection: {kafka: {bootstrapServers: "%s"}}
    %s
    """
        .formatted(
            name,
            TestBroker.shared().bootstrapServers(),
            source,
            sourceKeys.indent(2).stripTrailing(),
            TestBroker.shared().bootstrapServers(),
            target.indent(2).stripTrailing());
  }

  @Test
  void everythingArrivesByteForByteAndInOrder() {
    String source = topics.create("fidelity", 4);
    String target = topics.create("fidelity-copy", 4);
    List<ProducerRecord<byte[], byte[]>> records = awkward(source, 100_000);
    topics.send(records);

    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline(source, source, "format: raw", "topic: " + target + "\npartition: same"));

    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(result.books().balance()).isTrue();
    assertThat(result.books().stage("target").out()).isEqualTo(100_000);
    List<ConsumerRecord<byte[], byte[]>> sent = topics.all(source);
    List<ConsumerRecord<byte[], byte[]>> arrived = topics.all(target);
    assertThat(arrived).hasSameSizeAs(sent);
    for (int i = 0; i < sent.size(); i++) {
      assertSame(sent.get(i), arrived.get(i));
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> awkward(String topic, int count) {
    Random random = new Random(7);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] key = new byte[random.nextInt(1, 20)];
      random.nextBytes(key);
      byte[] value = new byte[random.nextInt(0, 100)];
      random.nextBytes(value);
      ProducerRecord<byte[], byte[]> made =
          new ProducerRecord<>(
              topic,
              i % 4,
              1_700_000_000_000L + random.nextInt(),
              i % 5 == 0 ? null : key,
              i % 7 == 0 ? null : value);
      for (int header = 0; header < i % 4; header++) {
        made.headers().add("trace", header == 2 ? null : Topics.bytes("h" + i + "-" + header));
      }
      made.headers().add("", new byte[] {0, (byte) 0xff});
      records.add(made);
    }
    return records;
  }

  private static void assertSame(
      ConsumerRecord<byte[], byte[]> expected, ConsumerRecord<byte[], byte[]> actual) {
    assertThat(actual.key()).isEqualTo(expected.key());
    assertThat(actual.value()).isEqualTo(expected.value());
    assertThat(actual.timestamp()).isEqualTo(expected.timestamp());
    assertThat(actual.partition()).isEqualTo(expected.partition());
    Header[] headers = expected.headers().toArray();
    Header[] arrived = actual.headers().toArray();
    assertThat(arrived).hasSameSizeAs(headers);
    for (int i = 0; i < headers.length; i++) {
      assertThat(arrived[i].key()).isEqualTo(headers[i].key());
      assertThat(arrived[i].value()).isEqualTo(headers[i].value());
    }
  }

  /** Larger than the whole memory of the lane, between small ones. */
  @Test
  void whatTheSourceCouldHoldFitsThrough() {
    Map<String, String> large = Map.of("max.message.bytes", Integer.toString(24 << 20));
    String source = topics.create(Topics.name("large"), 1, large);
    String target = topics.create(Topics.name("large-copy"), 1, large);
    byte[] huge = new byte[20 << 20];
    new Random(3).nextBytes(huge);
    topics.sendNumbered(source, 0, 0, 10);
    topics.sendLarge(new ProducerRecord<>(source, 0, null, huge));
    topics.sendNumbered(source, 0, 10, 10);

    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline(source, source, "format: raw", "topic: " + target)
                .replace("sync:", "memory: 8MiB\nsync:"));

    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(topics.all(target)).hasSize(21);
    assertThat(topics.all(target).get(10).value()).isEqualTo(huge);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
  void everyCompressionIsWrittenAndRead(String compression) {
    String source = topics.create("compressed", 1);
    String between = topics.create("compressed-between", 1);
    String target = topics.create("compressed-copy", 1);
    topics.sendNumbered(source, 0, 0, 500);

    TestRun.complete(
        directory,
        pipeline(between, source, "", "topic: " + between + "\ncompression: " + compression));
    TestRun.complete(directory, pipeline(target, between, "", "topic: " + target));

    assertThat(topics.values(target)).isEqualTo(topics.values(source)).hasSize(500);
    long onDisk = topics.sizeOnDisk(between);
    if (compression.equals("none")) {
      assertThat(onDisk).isGreaterThan(500 * 8);
    } else {
      assertThat(onDisk).isLessThan(topics.sizeOnDisk(source) / 2);
    }
  }
}
