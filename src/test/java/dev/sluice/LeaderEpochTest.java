package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.kafka.KafkaTopicStore;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.ProblemCode;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.runtime.Ending;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions across a change of the partition's leader, of which a restarted broker is one. */
class LeaderEpochTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir private Path directory;
  private LocalBroker broker;
  private Topics topics;
  private String source;
  private String target;

  @BeforeEach
  void start() {
    broker = TestBroker.process(Map.of());
    topics = new Topics(broker.bootstrapServers());
    source = topics.create("source", 1);
    target = topics.create("target", 1);
    topics.sendNumbered(source, 0, 0, 5);
  }

  @AfterEach
  void stop() {
    topics.close();
    broker.close();
  }

  private String pipeline(String further) {
    return Yaml.on(broker.bootstrapServers(), source)
        .source("topics: [" + source + "]")
        .target("topic: " + target)
        .rest(further)
        .toString();
  }

  private void restart() {
    broker.stop();
    broker.start();
  }

  private void abortedRecord(String topic) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "tx"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var _ = producer.send(new ProducerRecord<>(topic, 0, null, Topics.bytes("{}")));
      producer.flush();
      producer.abortTransaction();
    }
  }

  /** The position passes a newer leader's records without seeing one: nothing was cut off. */
  @Test
  void aPositionThatMovesOverANewLeadersMarkersIsResumed() {
    String yaml = pipeline("");
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> topics.all(target).size() == 5);
      restart();
      abortedRecord(source);
      await()
          .atMost(PATIENCE)
          .until(() ->
              run.runs().getFirst().status().positions().values().stream()
                  .anyMatch(position -> position.next() == 7));
      assertThat(run.stop().ending()).isEqualTo(new Ending.Stopped());
    }
    topics.sendNumbered(source, 0, 5, 5);
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> topics.all(target).size() == 10);
      assertThat(run.starts()).containsOnly(source + "-0 row 1 at 7");
    }
  }

  /** Likewise in the checkpoint topic, which is read on and on from where it was read before. */
  @Test
  void aCheckpointTopicIsReadOnOverANewLeadersMarkers() {
    String checkpoints =
        topics.create(Topics.name("checks"), 1, Map.of("cleanup.policy", "compact"));
    KafkaConnection connection = KafkaConnection.plain("here", broker.bootstrapServers());
    try (KafkaCluster cluster = new KafkaCluster(connection);
        ClaimStore store =
            new KafkaTopicStore(cluster, checkpoints, Optional.empty(), "pipeline")) {
      Partition partition = new Partition(cluster.id(), source, 0);
      store.claim("me", Set.of(partition));
      restart();
      abortedRecord(checkpoints);
      for (long next = 1; next < 4; next++) {
        store.save("me", Map.of(partition, new Position(next, 0, 0, null, 1)));
        assertThat(store.load().positions().get(partition).next()).isEqualTo(next);
      }
    }
  }

  /** To the client a log is cut off where the epoch that it read under ends before its position. */
  @Test
  void aLogThatWasCutOffAndHasGrownAgainStops() throws IOException {
    restart();
    topics.sendNumbered(source, 0, 5, 5);
    Partition partition = new Partition(clusterId(), source, 0);
    Position beyond = new Position(7, 0, 0, null, -1);
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    Path checkpoints = Files.createDirectories(directory.resolve("checkpoints"));
    Files.write(
        checkpoints.resolve(source + ".json"),
        CheckpointJson.write(
            source, new Checkpoint(then, null, null, null, null, Map.of(partition, beyond))));

    try (TestRun run = TestRun.start(directory, pipeline("checkpoint: {store: file}"))) {
      Ending ending = run.await().ending();
      assertThat(ending).isInstanceOf(Ending.Failed.class);
      assertThat(((Ending.Failed) ending).trouble().code()).isEqualTo(ProblemCode.OUT_OF_RANGE);
      assertThat(((Ending.Failed) ending).trouble().message())
          .contains("the log is another one from 5 on, below the position 7");
    }
    assertThat(topics.all(target)).isEmpty();
  }

  private String clusterId() {
    try {
      return topics.admin().describeCluster().clusterId().get();
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
