package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.testkit.RequestCount;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many topics are listed and matched without a request for each. */
class ManyTopicsTest {
  private static final int MANY = 300;
  private static final int PARTITIONS = 3;

  @TempDir private Path directory;

  /** How many requests a command needs for the topics that match an expression. */
  private long requests(String verb, String expression, String target, int expected)
      throws IOException {
    String name = Topics.name("count");
    Path file =
        Files.writeString(
            directory.resolve(name + ".yaml"),
            """
            apiVersion: sluice/v1
            kind: Connection
            name: there
            kafka:
              bootstrapServers: "%s"
              properties: {metric.reporters: %s, request.count: %s}
            ---
            apiVersion: sluice/v1
            kind: Pipeline
            name: %s
            sync: full
            source: {connection: there, topicExpression: '%s'}
            target: {connection: there, topic: %s}
            checkpoint: {store: memory}
            """
                .formatted(
                    TestBroker.shared().bootstrapServers(),
                    RequestCount.class.getName(),
                    name,
                    name,
                    expression,
                    target));
    Command command = Command.run(Map.of(), verb, file.toString());
    assertThat(command.exit()).as(command.all()).isZero();
    if (verb.equals("check")) {
      assertThat(command.out()).contains("matches " + expected + " topic");
    }
    return RequestCount.of(name);
  }

  /** Until the broker that answers knows of every topic, and every partition has a leader. */
  private static void awaitLeaders(Topics topics, String prefix) throws Exception {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, MANY * PARTITIONS)
            .boxed()
            .collect(
                Collectors.toMap(
                    n -> new TopicPartition(prefix + n / PARTITIONS, n % PARTITIONS),
                    n -> OffsetSpec.latest()));
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsMatching(e -> e.getCause() instanceof RetriableException)
        .until(() -> topics.admin().listOffsets(ends).all().get(60, TimeUnit.SECONDS) != null);
  }

  @Test
  void areListedAndMatchedInAsManyRequestsAsFew() throws Exception {
    try (Topics topics = new Topics(TestBroker.shared().bootstrapServers())) {
      String prefix = Topics.name("many") + ".";
      String target = topics.create("target", 1);
      topics
          .admin()
          .createTopics(
              IntStream.range(0, MANY)
                  .mapToObj(n -> new NewTopic(prefix + n, PARTITIONS, (short) 1))
                  .toList())
          .all()
          .get(60, TimeUnit.SECONDS);
      awaitLeaders(topics, prefix);
      String few = prefix.replace(".", "[.]") + "[0-2]";
      String many = prefix.replace(".", "[.]") + "\\d+";
      for (String verb : List.of("check", "run")) {
        long forFew = requests(verb, few, target, 3);
        long forMany = requests(verb, many, target, MANY);
        assertThat(forFew).isPositive();
        assertThat(forMany)
            .as("%s: %d requests for 3 topics, %d for %d", verb, forFew, forMany, MANY)
            .isLessThan(forFew + MANY / 10);
      }
      topics
          .admin()
          .deleteTopics(IntStream.range(0, MANY).mapToObj(n -> prefix + n).toList())
          .all()
          .get(60, TimeUnit.SECONDS);
    }
  }
}
