package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records and positions in one transaction, on a real broker. */
class ExactlyOnceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String BAD = "x".repeat(20_000);

  @TempDir private Path directory;
  private final String servers = TestBroker.shared().bootstrapServers();
  private Topics topics;
  private String source;
  private String target;

  @BeforeEach
  void create() {
    topics = new Topics(servers);
    source = topics.create("source", 4);
    target = topics.create("target", 4);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private Yaml pipeline(String sync) {
    return pipeline(sync, "kafka_topic");
  }

  private Yaml pipeline(String sync, String store) {
    return Yaml.on(servers, source)
        .sync(sync)
        .source("topics: [" + source + "]")
        .target("topic: " + target + "\npartition: same")
        .rest("delivery: exactly_once\ncheckpoint: {store: " + store + ", interval: 200ms}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kafka_topic", "kafka_group"})
  void aFullSyncIsCopiedAndCompletes(String store) {
    for (int partition = 0; partition < 4; partition++) {
      topics.sendNumbered(source, partition, partition * 100, 100);
    }
    TestRun.complete(directory, pipeline("full", store).toString());
    assertThat(topics.values(target)).isEqualTo(topics.values(source)).hasSize(400);
  }

  /** What is open is seen by nobody; what is given up, never. */
  @ParameterizedTest
  @ValueSource(strings = {"kafka_topic", "kafka_group"})
  void runnersThatComeAndGoRepeatNothing(String store) {
    List<TestRun> runs = new ArrayList<>();
    int sent = 0;
    for (int round = 0; round < 4; round++) {
      runs.add(TestRun.start(directory, pipeline("full+incremental", store).toString()));
      for (int partition = 0; partition < 4; partition++) {
        topics.sendNumbered(source, partition, sent, 50);
        sent += 50;
      }
      if (runs.size() == 3) {
        runs.removeFirst().stop();
      }
    }
    int expected = sent;
    await().atMost(PATIENCE).until(() -> topics.values(target).size() >= expected);
    runs.forEach(TestRun::stop);
    assertThat(topics.values(target)).doesNotHaveDuplicates().hasSize(expected);
    // partition by partition in order, as partition: same leaves them
    assertThat(topics.values(target)).isEqualTo(topics.values(source));
  }

  /**
   * One record that the broker refuses spoils its transaction: its neighbours arrive all the same.
   */
  @ParameterizedTest
  @CsvSource({
    "skip, kafka_topic",
    "dead_letter, kafka_topic",
    "stop, kafka_topic",
    "dead_letter, kafka_group",
    "stop, kafka_group"
  })
  void aRefusedRecordFollowsItsPolicyAndItsNeighboursArriveOnce(String policy, String store) {
    String small = topics.create(Topics.name("small"), 4, Map.of("max.message.bytes", "5000"));
    String dead = topics.create(Topics.name("dead"), 1, Map.of());
    for (int partition = 0; partition < 4; partition++) {
      topics.sendNumbered(source, partition, partition * 100, 50);
      if (partition % 2 == 1) {
        topics.send(source, partition, "{\"n\":\"" + BAD + "\"}");
      }
      topics.sendNumbered(source, partition, partition * 100 + 50, 50);
    }
    String yaml =
        Yaml.on(servers, source)
            .sync("full")
            .source("topics: [" + source + "]")
            .target("topic: " + small + "\npartition: same\npushError: " + policy)
            .rest(
                "delivery: exactly_once\ncheckpoint: {store: "
                    + store
                    + ", interval: 200ms}\ndeadLetter: {topic: "
                    + dead
                    + "}")
            .toString();
    PipelineResult result = TestRun.complete(directory, yaml);
    List<String> good =
        topics.values(source).stream().filter(value -> !value.contains(BAD)).toList();
    if (policy.equals("stop")) {
      assertThat(result.ending()).isInstanceOf(Ending.Failed.class);
      assertThat(topics.values(small)).doesNotHaveDuplicates().hasSizeLessThan(good.size());
      assertThat(TestRun.complete(directory, yaml).ending()).isInstanceOf(Ending.Failed.class);
      assertThat(topics.values(small)).doesNotHaveDuplicates();
      return;
    }
    assertThat(result.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(topics.values(small)).isEqualTo(good);
    assertThat(topics.values(dead)).hasSize(policy.equals("skip") ? 0 : 2);
    assertThat(result.books().balance()).isTrue();
    assertThat(result.books().stage("target").out()).isEqualTo(400);
  }

  /** They share a producer, whose first record of a partition goes alone. */
  @Test
  void twoTargetsMayWriteOneTopic() {
    for (int partition = 0; partition < 4; partition++) {
      topics.sendNumbered(source, partition, partition * 100, 100);
    }
    TestRun.complete(
        directory,
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: %1$s
        sync: full
        delivery: exactly_once
        sources: {in: {connection: {kafka: {bootstrapServers: "%2$s"}}, topics: [%1$s]}}
        targets:
          one: {from: in, connection: {kafka: {bootstrapServers: "%2$s"}}, topic: %3$s}
          two: {from: in, connection: {kafka: {bootstrapServers: "%2$s"}}, topic: %3$s}
        """
            .formatted(source, servers, target));
    assertThat(topics.values(target)).hasSize(800);
  }

  /** Two targets and the dead letters of one cluster are one transaction. */
  @ParameterizedTest
  @ValueSource(strings = {"kafka_topic", "kafka_group"})
  void aFanOutIsOneTransaction(String store) {
    String other = topics.create("other", 1);
    String dead = topics.create("dead", 1);
    topics.sendNumbered(source, 0, 0, 100);
    topics.send(source, 1, "not json");
    topics.sendNumbered(source, 1, 100, 100);
    TestRun.complete(
        directory,
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: %1$s
        sync: full
        delivery: exactly_once
        sources: {in: {connection: {kafka: {bootstrapServers: "%2$s"}}, topics: [%1$s], nonJson: dead_letter}}
        targets:
          one: {from: in, connection: {kafka: {bootstrapServers: "%2$s"}}, topic: %3$s}
          two: {from: in, connection: {kafka: {bootstrapServers: "%2$s"}}, topic: %4$s}
        deadLetter: {topic: %5$s, connection: {kafka: {bootstrapServers: "%2$s"}}}
        checkpoint: {store: %6$s}
        """
            .formatted(source, servers, target, other, dead, store));
    assertThat(topics.values(target)).hasSize(200);
    assertThat(topics.values(other)).containsExactlyInAnyOrderElementsOf(topics.values(target));
    assertThat(topics.values(dead)).containsExactly("not json");
  }

  /** What one target refuses spoils what the other would take: it is taken in the end. */
  @Test
  void aRecordThatOneTargetOfTwoRefusesArrivesAtTheOther() {
    String small = topics.create(Topics.name("small"), 4, Map.of("max.message.bytes", "5000"));
    for (int partition = 0; partition < 4; partition++) {
      topics.sendNumbered(source, partition, partition * 100, 40);
      topics.send(source, partition, "{\"n\":\"" + BAD + "\"}");
      topics.sendNumbered(source, partition, partition * 100 + 40, 40);
    }
    PipelineResult result =
        TestRun.complete(
            directory,
            """
            apiVersion: sluice/v1
            kind: Pipeline
            name: %1$s
            sync: full
            delivery: exactly_once
            sources: {in: {connection: {kafka: {bootstrapServers: "%2$s"}}, topics: [%1$s]}}
            targets:
              one: {from: in, connection: {kafka: {bootstrapServers: "%2$s"}}, topic: %3$s, partition: same, pushError: skip}
              two: {from: in, connection: {kafka: {bootstrapServers: "%2$s"}}, topic: %4$s, partition: same}
            checkpoint: {interval: 200ms}
            """
                .formatted(source, servers, small, target));
    assertThat(result.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(topics.values(target)).isEqualTo(topics.values(source));
    assertThat(topics.values(small))
        .isEqualTo(topics.values(source).stream().filter(each -> !each.contains(BAD)).toList());
  }

  /** What the one kind saves, the other would not see. */
  @Test
  void aChangedDeliveryIsNotSharedWithRunnersOfTheOldOne() {
    String before =
        Yaml.on(servers, source)
            .sync("full+incremental")
            .source("topics: [" + source + "]")
            .target("topic: " + target)
            .toString();
    TestRun old = TestRun.start(directory, before);
    await().atMost(PATIENCE).until(() -> topics.members("sluice." + source) == 1);
    PipelineResult refused = TestRun.complete(directory, pipeline("full+incremental").toString());
    assertThat(((Ending.Failed) refused.ending()).trouble().message())
        .contains("keep its positions in another way than this runner (kafka_topic.exactly_once)");
    old.stop();
    TestRun now = TestRun.start(directory, pipeline("full+incremental").toString());
    await().atMost(PATIENCE).until(() -> now.starts().size() == 4);
    now.stop();
  }

  @Test
  void aChangedNumberOfSlotsIsRefused() {
    TestRun.complete(directory, pipeline("full").toString());
    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline("full")
                .rest("delivery: exactly_once\ncheckpoint: {interval: 200ms, slots: 4}")
                .toString());
    assertThat(((Ending.Failed) result.ending()).trouble().message())
        .contains("checkpoint.slots is 4, but the pipeline has started with 8");
  }
}
