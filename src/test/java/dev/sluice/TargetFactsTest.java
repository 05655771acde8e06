package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.RunEvent;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A target topic that changes, or is replaced, while a pipeline writes to it. */
@Execution(ExecutionMode.CONCURRENT)
class TargetFactsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private static Yaml pipeline(String source, String targetKeys, String delivery) {
    return Yaml.pipeline(source)
        .source("topics: [" + source + "]")
        .target(targetKeys)
        .rest("delivery: " + delivery + "\ncheckpoint: {interval: 200ms}");
  }

  private void sendWide(String topic, int from, int count) {
    topics.send(
        IntStream.range(from, from + count)
            .mapToObj(n ->
                new ProducerRecord<byte[], byte[]>(
                    topic,
                    0,
                    null,
                    Topics.bytes("{\"n\":" + n + "," + " ".repeat(340) + "\"z\":1}")))
            .toList());
  }

  private void awaitDistinct(String topic, int count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .until(() -> new HashSet<>(topics.values(topic)).size() == count);
  }

  @ParameterizedTest
  @CsvSource({
    "at_least_once, none, 50000",
    "exactly_once, none, 50000",
    "at_least_once, zstd, 3000",
    "exactly_once, lz4, 3000"
  })
  void takesSmallerBatchesFromNowOn(String delivery, String compression, String limit)
      throws Exception {
    String source = topics.create("limits", 1);
    String target = topics.create("limits-copy", 1);
    // what the broker keeps uncompressed may be too large although it came small
    topics.set(
        target, "compression.type", compression.equals("none") ? "producer" : "uncompressed");
    sendWide(source, 0, 10);
    try (TestRun run =
        TestRun.start(
            directory,
            pipeline(source, "topic: " + target + "\ncompression: " + compression, delivery)
                .toString())) {
      awaitDistinct(target, 10);
      topics.set(target, "max.message.bytes", limit);
      sendWide(source, 10, 5_000);
      awaitDistinct(target, 5_010);
      PipelineResult result = run.stop();
      assertThat(result.ending()).isInstanceOf(Ending.Stopped.class);
      if (delivery.equals("exactly_once")) {
        assertThat(topics.values(target)).isEqualTo(topics.values(source));
      }
    }
  }

  /**
   * The record that no batch of one can hold follows the policy, whatever was said at the start.
   */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void whatDoesNotFitAnyMoreFollowsPushError(String delivery) throws Exception {
    String source = topics.create("unfit", 1);
    String target = topics.create("unfit-copy", 1);
    sendWide(source, 0, 10);
    try (TestRun run =
        TestRun.start(
            directory,
            pipeline(source, "topic: " + target + "\npushError: skip", delivery).toString())) {
      awaitDistinct(target, 10);
      topics.set(target, "max.message.bytes", "2000");
      topics.send(source, 0, "{\"big\":\"" + "x".repeat(3_000) + "\"}");
      sendWide(source, 10, 20);
      awaitDistinct(target, 30);
      PipelineResult result = run.stop();
      assertThat(result.books().skipped()).isEqualTo(Map.of("refused", 1L));
    }
  }

  /** A limit that was raised holds for what comes then. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void takesLargerRecordsFromNowOn(String delivery) throws Exception {
    int large = 40 << 20;
    String source =
        topics.create(
            Topics.name("raised"), 1, Map.of("max.message.bytes", Integer.toString(48 << 20)));
    String target = topics.create("raised-copy", 1);
    sendWide(source, 0, 10);
    try (TestRun run =
        TestRun.start(
            directory,
            pipeline(source, "topic: " + target, delivery)
                .toString()
                .replace("source:", "memory: 8MiB\nsource:")
                .replace("topics:", "format: raw\n  topics:"))) {
      awaitDistinct(target, 10);
      topics.set(target, "max.message.bytes", Integer.toString(48 << 20));
      topics.sendLarge(new ProducerRecord<>(source, 0, null, new byte[large]));
      await().atMost(PATIENCE).until(() -> topics.all(target).size() >= 11);
      assertThat(run.stop().ending()).isInstanceOf(Ending.Stopped.class);
      assertThat(topics.all(target).getLast().value()).hasSize(large);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void isCreatedAgainWithFewerPartitions(String delivery) {
    String source = topics.create("again", 1);
    String target = topics.create("again-copy", 6);
    topics.sendNumbered(source, 0, 0, 10);
    String keyed = topics.create("keyed", 1);
    try (TestRun run =
        TestRun.start(
            directory,
            pipeline(source, "topic: " + target, delivery)
                .toString()
                .replace("topics: [" + source, "topics: [" + source + ", " + keyed))) {
      awaitDistinct(target, 10);
      topics.delete(target);
      topics.create(target, 2, Map.of());
      topics.sendNumbered(source, 0, 10, 500);
      topics.send(
          IntStream.range(1_000, 1_500)
              .mapToObj(n ->
                  new ProducerRecord<>(
                      keyed, 0, Topics.bytes("k" + n), Topics.bytes("{\"n\":" + n + "}")))
              .toList());
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> {
            Set<String> there = new HashSet<>(topics.values(target));
            return IntStream.concat(IntStream.range(10, 510), IntStream.range(1_000, 1_500))
                .allMatch(n -> there.contains("{\"n\":" + n + "}"));
          });
      assertThat(run.events())
          .filteredOn(RunEvent.Warning.class::isInstance)
          .anyMatch(event -> event.toString().contains("deleted and created again"));
      assertThat(run.stop().ending()).isInstanceOf(Ending.Stopped.class);
    }
  }

  /** The broker would create it, with its defaults; the definition says that nobody does. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void thatIsDeletedIsNotCreatedAgain(String delivery) {
    String source = topics.create("gone", 1);
    String target = topics.create("gone-copy", 1);
    topics.sendNumbered(source, 0, 0, 10);
    try (TestRun run =
        TestRun.start(directory, pipeline(source, "topic: " + target, delivery).toString())) {
      awaitDistinct(target, 10);
      topics.delete(target);
      topics.sendNumbered(source, 0, 10, 10);
      assertThat(run.await().ending())
          .isInstanceOfSatisfying(
              Ending.Failed.class,
              failed ->
                  assertThat(failed.trouble().message()).contains(target).contains("deleted"));
    }
    assertThat(topics.exists(target)).isFalse();
  }

  /** As the definition says, not as the broker would. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void thatIsDeletedIsCreatedAgainWhereTheDefinitionSaysSo(String delivery) {
    String source = topics.create("remade", 1);
    String target = Topics.name("remade-copy");
    topics.sendNumbered(source, 0, 0, 10);
    try (TestRun run =
        TestRun.start(
            directory,
            pipeline(
                    source,
                    "topic: " + target + "\ncreateTopic: {partitions: 5, replicas: 1}",
                    delivery)
                .toString())) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> topics.all(target).size() >= 10);
      topics.delete(target);
      topics.sendNumbered(source, 0, 10, 10);
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> topics.values(target).contains("{\"n\":19}"));
      assertThat(run.stop().ending()).isInstanceOf(Ending.Stopped.class);
    }
    assertThat(topics.all(target).stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
    assertThat(topics.partitions(target)).isEqualTo(5);
  }
}
