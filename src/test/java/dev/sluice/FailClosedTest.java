package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that are not what was read: nothing is passed over, with either delivery (invariant 7). */
class FailClosedTest {
  private static final String SERVERS = TestBroker.shared().bootstrapServers();

  private final Topics topics = new Topics(SERVERS);
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 1);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private String pipeline(String from, String sync, String delivery) {
    return """
    apiVersion: sluice/v1
    kind: Pipeline
    name: %1$s
    sync: %2$s
    delivery: %3$s
    source: {connection: {kafka: {bootstrapServers: "%4$s"}}, topics: [%1$s], discovery: 300ms, allowEmpty: true}
    target: {connection: {kafka: {bootstrapServers: "%5$s"}}, topic: %6$s}
    checkpoint: {interval: 200ms}
    """
        .formatted(source, sync, delivery, from, SERVERS, target);
  }

  private static Trouble failure(PipelineResult result) {
    assertThat(result.ending()).isInstanceOf(Ending.Failed.class);
    return ((Ending.Failed) result.ending()).trouble();
  }

  @Test
  void aConnectionThatLeadsToAnotherClusterStops() {
    try (LocalBroker other = TestBroker.process(Map.of());
        Topics there = new Topics(other.bootstrapServers())) {
      there.create(source, 2, Map.of());
      there.sendNumbered(source, 0, 0, 10);
      TestRun.complete(directory, pipeline(other.bootstrapServers(), "full", "exactly_once"));
      assertThat(topics.values(target)).hasSize(10);
    }
    topics.sendNumbered(source, 0, 100, 20);
    Trouble trouble =
        failure(TestRun.complete(directory, pipeline(SERVERS, "full", "exactly_once")));
    assertThat(trouble.code()).isEqualTo(ProblemCode.TOPIC_RECREATED);
    assertThat(trouble.message())
        .contains("the connection leads to another cluster", "position 10");
    assertThat(topics.values(target)).hasSize(10);
  }

  /** Addresses that differ are a warning, clusters that differ are refused: one transaction. */
  @Test
  void exactlyOnceOnTwoClustersIsRefused() throws IOException {
    try (LocalBroker other = TestBroker.process(Map.of());
        Topics there = new Topics(other.bootstrapServers())) {
      there.create("dead", 1, Map.of());
      Path file =
          Files.writeString(
              directory.resolve("p.yaml"),
              pipeline(SERVERS, "full", "exactly_once")
                  + "deadLetter: {topic: dead, connection: {kafka: {bootstrapServers: \""
                  + other.bootstrapServers()
                  + "\"}}}\n");
      Command run = Command.run(Map.of(), "run", file.toString());
      assertThat(run.exit()).as(run.all()).isEqualTo(2);
      assertThat(run.all())
          .contains(
              "warning[delivery]",
              "error[delivery] exactly_once needs one cluster for all targets, dead letters and"
                  + " checkpoints: \"target.connection\" and \"deadLetter.connection\" lead to"
                  + " different ones");
    }
    assertThat(topics.values(target)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aTopicThatVanishesAndComesBackStopsARunningPipeline(String delivery) {
    topics.sendNumbered(source, 0, 0, 10);
    TestRun run = TestRun.start(directory, pipeline(SERVERS, "full+incremental", delivery));
    await().atMost(Duration.ofSeconds(60)).until(() -> topics.values(target).size() == 10);
    topics.delete(source);
    topics.create(source, 2, Map.of());
    topics.sendNumbered(source, 0, 100, 50);
    Trouble trouble = failure(run.await());
    assertThat(trouble.code()).isEqualTo(ProblemCode.TOPIC_RECREATED);
    assertThat(topics.values(target))
        .as("committed for the old log")
        .hasSizeGreaterThanOrEqualTo(10);
    if (delivery.equals("exactly_once")) {
      assertThat(topics.values(target)).hasSize(10);
    }
  }
}
