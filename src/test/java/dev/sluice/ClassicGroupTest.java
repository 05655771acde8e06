package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Copy;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Brokers without the newer group protocol: the classic one divides the partitions. */
class ClassicGroupTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static LocalBroker broker;

  @TempDir private Path one;
  @TempDir private Path two;

  @BeforeAll
  static void start() {
    broker = TestBroker.process(Map.of(), "group.version=0");
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** The new log ends where the old one did: nothing is read or saved, and the group is quiet. */
  @Test
  void aTopicThatIsCreatedAgainIsNoticedThoughNothingMoves() {
    try (Topics topics = new Topics(broker.bootstrapServers())) {
      String source = topics.create("source", 1);
      String target = topics.create("target", 1);
      String yaml =
          Yaml.on(broker.bootstrapServers(), source)
              .source("topics: [" + source + "]\ndiscovery: 300ms\ntopicRecreated: restart")
              .target("topic: " + target)
              .toString();
      topics.sendNumbered(source, 0, 0, 5);
      try (TestRun run = TestRun.start(one, yaml)) {
        await().atMost(PATIENCE).until(() -> topics.all(target).size() == 5);
        topics.delete(source);
        topics.create(source, 1, Map.of());
        topics.sendNumbered(source, 0, 5, 5);
        await().atMost(PATIENCE).until(() -> topics.all(target).size() == 10);
        assertThat(run.starts()).contains(source + "-0 row 2 at 0");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "at_least_once, kafka_topic",
    "at_least_once, kafka_group",
    "exactly_once, kafka_group",
  })
  void twoRunnersShareAPipelineAndHandItOver(String delivery, String store) throws Exception {
    try (Topics topics = new Topics(broker.bootstrapServers())) {
      String source = topics.create("source", 4);
      String target = topics.create("target", 4);
      String yaml =
          Yaml.on(broker.bootstrapServers(), source)
              .source("topics: [" + source + "]")
              .target("topic: " + target + "\npartition: same")
              .rest(
                  "delivery: " + delivery + "\ncheckpoint: {store: " + store + ", interval: 200ms}")
              .toString();
      for (int partition = 0; partition < 4; partition++) {
        numbered(topics, source, partition, 0, 500);
      }
      try (TestRun first = TestRun.start(one, yaml)) {
        await().atMost(PATIENCE).until(() -> topics.values(target).size() == 2_000);
        try (TestRun second = TestRun.start(two, yaml)) {
          await()
              .atMost(PATIENCE)
              .until(
                  () -> second.starts().stream().anyMatch(start -> start.contains("row 1 at 500")));
          assertThat(first.stop().books().balance()).isTrue();
          for (int partition = 0; partition < 4; partition++) {
            numbered(topics, source, partition, 500, 100);
          }
          await().atMost(PATIENCE).until(() -> topics.all(target).size() >= 2_400);
        }
      }
      assertThat(topics.admin().listGroups().all().get())
          .anySatisfy(group -> {
            assertThat(group.groupId()).isEqualTo("sluice." + source);
            assertThat(group.type()).contains(GroupType.CLASSIC);
          });
      Copy copy = Copy.judge(topics.all(target), 2_400, 4);
      assertThat(copy.missing()).isEmpty();
      assertThat(copy.repeats()).isZero();
      assertThat(copy.disorder()).isEmpty();
    }
  }

  /** Number n lies in partition n modulo 4. */
  private static void numbered(Topics topics, String topic, int partition, int from, int count) {
    String[] values = new String[count];
    for (int i = 0; i < count; i++) {
      values[i] = "{\"n\":" + (4 * (from + i) + partition) + "}";
    }
    topics.send(topic, partition, values);
  }
}
