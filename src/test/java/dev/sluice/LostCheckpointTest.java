package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.problem.ProblemCode;
import dev.sluice.runtime.Ending;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint that was there and is gone: never taken for a first start (row 7, invariant 7). */
@Execution(ExecutionMode.CONCURRENT)
class LostCheckpointTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  @TempDir private Path directory;
  private String source;
  private String target;
  private String checkpoints;

  @BeforeEach
  void create() {
    source = topics.create("source", 2);
    target = topics.create("target", 2);
    checkpoints = Topics.name("checkpoints");
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private String pipeline(String sync, String delivery, String store) {
    return """
    apiVersion: sluice/v1
    kind: Pipeline
    name: %1$s
    sync: %2$s
    delivery: %3$s
    source: {connection: {kafka: {bootstrapServers: "%4$s"}}, topics: [%1$s]}
    target: {connection: {kafka: {bootstrapServers: "%4$s"}}, topic: %5$s, partition: same}
    checkpoint: {%6$s, interval: 200ms}
    """
        .formatted(source, sync, delivery, TestBroker.shared().bootstrapServers(), target, store);
  }

  private String inTopic(String sync, String delivery) {
    return pipeline(sync, delivery, "topic: " + checkpoints);
  }

  private void copies(String yaml, int from, int count) {
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> run.starts().size() >= 2);
      topics.sendNumbered(source, 0, from, count);
      await().atMost(PATIENCE).until(() -> topics.values(target).size() >= from + count);
      run.stop();
    }
  }

  private static void assertLost(Ending ending) {
    assertThat(ending)
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed -> {
              assertThat(failed.trouble().code()).isEqualTo(ProblemCode.CHECKPOINT_LOST);
              assertThat(failed.trouble().hint()).contains("sluice offsets import --group sluice.");
            });
  }

  private Command sluice(String yaml, String... arguments) throws IOException {
    Path file = Files.writeString(directory.resolve("p.yaml"), yaml);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--checkpoint-dir=" + directory.resolve("checkpoints"));
    all.add(file.toString());
    return Command.run(Map.of(), all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aCheckpointTopicThatIsDeletedStopsThePipeline(String delivery) throws Exception {
    String yaml = inTopic("incremental", delivery);
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> run.starts().size() == 2);
      topics.sendNumbered(source, 0, 0, 10);
      await()
          .atMost(PATIENCE)
          .until(() ->
              topics.committed("sluice." + source).values().stream()
                  .anyMatch(each -> each.offset() == 10));
      topics.delete(checkpoints);
      topics.sendNumbered(source, 0, 10, 10);
      assertLost(run.await().ending());
    }
    assertThat(topics.exists(checkpoints)).isFalse();
    // 1,500 more records that a first start of an incremental pipeline would pass over
    topics.sendNumbered(source, 0, 20, 1_500);
    assertLost(TestRun.complete(directory, yaml).ending());
    Command plan = sluice(yaml, "plan");
    assertThat(plan.out()).contains("stops", "row 7");
    // what the hint says leads to no loss
    assertThat(sluice(yaml, "offsets", "import", "--group", "sluice." + source).exit()).isZero();
    try (TestRun run = TestRun.start(directory, yaml)) {
      await()
          .atMost(PATIENCE)
          .until(() -> topics.values(target).stream().distinct().count() == 1_520);
      run.stop();
    }
  }

  /** What plan announces is what happens, whichever store was changed to which. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "store: kafka_topic | store: file",
        "store: kafka_topic | store: jdbc, url: \"jdbc:h2:file:./h2\"",
        "store: kafka_topic | topic: another",
        "store: kafka_group | store: file",
        "store: kafka_group | store: jdbc, url: \"jdbc:h2:file:./h2\"",
        "store: kafka_group | store: kafka_topic"
      })
  void aChangedStoreStopsAsPlanSays(String before, String other) throws Exception {
    copies(pipeline("incremental", "at_least_once", before), 0, 10);
    String changed =
        pipeline(
            "incremental",
            "at_least_once",
            other
                .replace("./h2", directory.resolve("h2").toString())
                .replace("another", Topics.name("another")));
    topics.sendNumbered(source, 0, 10, 100);
    Command plan = sluice(changed, "plan");
    assertThat(plan.out()).contains("stops", "row 7");
    assertLost(TestRun.complete(directory, changed).ending());
    assertThat(sluice(changed, "offsets", "import", "--group", "sluice." + source).exit()).isZero();
    try (TestRun run = TestRun.start(directory, changed)) {
      await()
          .atMost(PATIENCE)
          .until(() -> topics.values(target).stream().distinct().count() == 110);
      run.stop();
    }
  }

  /**
   * One position is set, and those of the others lie in the group alone: they are not forgotten.
   */
  @Test
  void noPositionIsSetWhileOthersWouldBePassedOver() throws Exception {
    String yaml = inTopic("incremental", "at_least_once");
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> run.starts().size() >= 4);
      topics.sendInTurn(source, 2, 0, 20);
      await().atMost(PATIENCE).until(() -> topics.committed("sluice." + source).size() == 2);
      run.stop();
    }
    topics.delete(checkpoints);
    Command set =
        sluice(yaml, "offsets", "set", "--topic", source, "--partition", "0", "--offset", "5");
    assertThat(set.exit()).isEqualTo(1);
    assertThat(set.all()).contains("checkpoint-lost", "offsets import --group sluice." + source);
    assertThat(topics.committed("sluice." + source)).hasSize(2);
    assertThat(sluice(yaml, "offsets", "import", "--group", "sluice." + source).exit()).isZero();
    assertThat(
            sluice(yaml, "offsets", "set", "--topic", source, "--partition", "0", "--offset", "5")
                .exit())
        .isZero();
  }

  /** To forget is to say so: then it is a first start again. */
  @Test
  void aResetStartsAnew() throws Exception {
    String yaml = inTopic("full+incremental", "at_least_once");
    copies(yaml, 0, 10);
    topics.delete(checkpoints);
    assertLost(TestRun.complete(directory, yaml).ending());
    assertThat(sluice(yaml, "offsets", "reset").exit()).isZero();
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> topics.values(target).size() == 20);
      assertThat(run.starts()).contains(source + "-0 row 5 at 0");
      run.stop();
    }
  }

  /** Half of the partitions are another program's, which joined the group of a running pipeline. */
  @ParameterizedTest
  @ValueSource(strings = {"kafka_topic", "kafka_group"})
  void aForeignMemberIsNamed(String store) throws Exception {
    String yaml =
        pipeline("full+incremental", "at_least_once", "store: " + store)
            .replace("topics:", "discovery: 500ms, topics:");
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> run.starts().size() == 2);
      Map<String, Object> properties =
          Map.of(
              "bootstrap.servers",
              TestBroker.shared().bootstrapServers(),
              "group.id",
              "sluice." + source,
              "client.id",
              "somebody-else",
              "group.protocol",
              store.equals("kafka_group") ? "classic" : "consumer",
              "enable.auto.commit",
              "false", // what it commits would stop the pipeline, and rightly
              "auto.offset.reset",
              "earliest");
      try (var other =
          new org.apache.kafka.clients.consumer.KafkaConsumer<>(
              properties,
              new org.apache.kafka.common.serialization.ByteArrayDeserializer(),
              new org.apache.kafka.common.serialization.ByteArrayDeserializer())) {
        other.subscribe(List.of(source));
        await()
            .atMost(PATIENCE)
            .until(() -> {
              var _ = other.poll(Duration.ofMillis(50));
              return run.events().toString().contains("no runners of it: somebody-else");
            });
      }
      await()
          .atMost(PATIENCE)
          .until(() -> run.events().toString().contains("the pipeline's runners again"));
    }
  }

  /** A consumer of the pipeline's group that commits by itself moves no position. */
  @Test
  void aForeignCommitIsNoPosition() throws Exception {
    String yaml = pipeline("full+incremental", "at_least_once", "store: kafka_group");
    copies(yaml, 0, 10);
    topics.sendNumbered(source, 0, 10, 100);
    topics
        .admin()
        .alterConsumerGroupOffsets(
            "sluice." + source,
            Map.of(
                new org.apache.kafka.common.TopicPartition(source, 0),
                new org.apache.kafka.clients.consumer.OffsetAndMetadata(60)))
        .all()
        .get();
    assertThat(sluice(yaml, "plan").out()).contains("stops", source + "-0", "60");
    assertThat(TestRun.complete(directory, yaml).ending())
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed ->
                assertThat(failed.trouble().toString()).contains(source + "-0", "60", "foreign"));
    assertThat(
            sluice(yaml, "offsets", "set", "--topic", source, "--partition", "0", "--offset", "10")
                .exit())
        .isZero();
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> topics.values(target).size() == 110);
      run.stop();
    }
  }
}
