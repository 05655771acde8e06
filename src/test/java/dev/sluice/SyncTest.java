package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.checkpoint.kafka.KafkaTopicStore;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.message.Checkpoint;
import dev.sluice.problem.ProblemCode;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.RunEvent;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sync modes, positions and checkpoints on a real broker: each row of the start table. */
@Execution(ExecutionMode.CONCURRENT)
class SyncTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 2);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private Yaml pipeline(String mode) {
    return Yaml.pipeline(source)
        .sync(mode)
        .source("topics: [" + source + "]\ndiscovery: 300ms")
        .target("topic: " + target);
  }

  private static String[] numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "{\"n\":" + n + "}").toArray(String[]::new);
  }

  private void awaitTarget(int count) {
    await().atMost(PATIENCE).until(() -> topics.all(target).size() >= count);
  }

  /** Until all partitions have started; a full sync until its end. */
  private void firstRun(String mode) {
    try (TestRun run = TestRun.start(directory, pipeline(mode).toString())) {
      await()
          .atMost(PATIENCE)
          .until(() -> run.ended() || (!mode.equals("full") && run.starts().size() >= 4));
    }
  }

  private static ProblemCode failure(PipelineResult result) {
    assertThat(result.ending()).isInstanceOf(Ending.Failed.class);
    return ((Ending.Failed) result.ending()).trouble().code();
  }

  private static String trouble(PipelineResult result) {
    return ((Ending.Failed) result.ending()).trouble().toString();
  }

  @Test
  void fullReadsToItsBoundAndContinuesOnALaterRun() {
    topics.send(source, 0, numbered(0, 50));
    topics.send(source, 1, numbered(50, 60));
    PipelineResult first = TestRun.complete(directory, pipeline("full").toString());
    assertThat(first.ending()).isEqualTo(new Ending.Completed());
    assertThat(topics.values(target)).containsExactlyInAnyOrder(numbered(0, 60));

    PipelineResult nothing = TestRun.complete(directory, pipeline("full").toString());
    assertThat(nothing.books().stage("source").in()).isZero();

    topics.send(source, 0, numbered(60, 70));
    PipelineResult more = TestRun.complete(directory, pipeline("full").toString());
    assertThat(more.books().stage("source").in()).isEqualTo(10);
    assertThat(topics.values(target)).containsExactlyInAnyOrder(numbered(0, 70));
  }

  @Test
  void fullEndsAtItsBoundThoughTransactionMarkersAreInTheWay() {
    transaction(true, numbered(0, 5));
    transaction(false, "{\"aborted\":true}");
    PipelineResult result = TestRun.complete(directory, pipeline("full").toString());
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(topics.values(target)).containsExactly(numbered(0, 5));
  }

  @Test
  void fullDoesNotWaitForAnOpenTransaction() {
    topics.send(source, 0, numbered(0, 5));
    try (KafkaProducer<byte[], byte[]> open = transactional()) {
      open.initTransactions();
      open.beginTransaction();
      var _ = open.send(new ProducerRecord<>(source, 0, null, Topics.bytes("{}")));
      open.flush();
      TestRun run = TestRun.start(directory, pipeline("full").toString());
      assertThat(run.await().ending()).isEqualTo(new Ending.Completed());
      assertThat(run.events())
          .anySatisfy(
              event -> assertThat(event.toString()).contains("a transaction is open at offset 5"));
      open.commitTransaction();
    }
    assertThat(topics.values(target)).containsExactly(numbered(0, 5));
  }

  private KafkaProducer<byte[], byte[]> transactional() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", TestBroker.shared().bootstrapServers(),
            "transactional.id", Topics.name("tx")),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void transaction(boolean commit, String... values) {
    try (KafkaProducer<byte[], byte[]> producer = transactional()) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String value : values) {
        var _ = producer.send(new ProducerRecord<>(source, 0, null, Topics.bytes(value)));
      }
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.flush();
        producer.abortTransaction();
      }
    }
  }

  @Test
  void aFullSyncEndsWithoutWhatTheDefinitionLeavesOut() {
    String other = topics.create("other", 1);
    topics.send(source, 0, numbered(0, 5));
    topics.send(other, 0, "no json");
    String both = pipeline("full").source("topics: [" + source + ", " + other + "]").toString();
    assertThat(failure(TestRun.complete(directory, both))).isEqualTo(ProblemCode.NOT_JSON);

    TestRun narrowed = TestRun.start(directory, pipeline("full").toString());
    assertThat(narrowed.await().ending()).isEqualTo(new Ending.Completed());
    assertThat(narrowed.events().toString())
        .contains("this full sync goes on without [" + other + "-0]");
    assertThat(topics.values(target)).containsExactly(numbered(0, 5));
  }

  @Test
  void incrementalPinsItsStartBeforeTheFirstPollAndSkipsNothingAfterIt() {
    topics.send(source, 0, numbered(0, 10));
    try (TestRun run = TestRun.start(directory, pipeline("incremental").toString())) {
      await().atMost(PATIENCE).until(() -> run.starts().size() >= 2);
      assertThat(run.starts()).contains(source + "-0 row 5 at 10", source + "-1 row 5 at 0");
    }
    topics.send(source, 0, numbered(10, 15));
    topics.send(source, 1, numbered(15, 20));
    try (TestRun run = TestRun.start(directory, pipeline("incremental").toString())) {
      awaitTarget(10);
      assertThat(run.starts()).contains(source + "-0 row 1 at 10", source + "-1 row 1 at 0");
    }
    assertThat(topics.values(target)).containsExactlyInAnyOrder(numbered(10, 20));
  }

  @Test
  void incrementalStartsAtATimestamp() {
    topics.send(
        List.of(
            at(1_700_000_000_000L, "{\"n\":1}"),
            at(1_700_000_100_000L, "{\"n\":2}"),
            at(1_700_000_200_000L, "{\"n\":3}")));
    String yaml =
        pipeline("incremental")
            .source("topics: [" + source + "]\nstartAt: {timestamp: 2023-11-14T22:14:00Z}")
            .toString();
    try (TestRun _ = TestRun.start(directory, yaml)) {
      awaitTarget(2);
    }
    assertThat(topics.values(target)).containsExactly("{\"n\":2}", "{\"n\":3}");
  }

  private ProducerRecord<byte[], byte[]> at(long timestamp, String value) {
    return new ProducerRecord<>(source, 0, timestamp, null, Topics.bytes(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "incremental", "full+incremental"})
  void row1ResumesWhereItStopped(String mode) {
    firstRun(mode);
    topics.send(source, 0, numbered(0, 7));
    try (TestRun run = TestRun.start(directory, pipeline(mode).toString())) {
      awaitTarget(7);
      assertThat(run.starts()).contains(source + "-0 row 1 at 0");
      if (mode.equals("full")) {
        assertThat(run.await().ending()).isEqualTo(new Ending.Completed());
      }
    }
    topics.send(source, 0, numbered(7, 9));
    try (TestRun run = TestRun.start(directory, pipeline(mode).toString())) {
      awaitTarget(9);
      assertThat(run.starts()).contains(source + "-0 row 1 at 7");
    }
    assertThat(topics.values(target)).containsExactly(numbered(0, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "incremental", "full+incremental"})
  void row2StopsOrRestartsWhereTheTopicWasCreatedAgain(String mode) {
    topics.send(source, 0, numbered(0, 20));
    firstRun(mode);
    int before = topics.all(target).size();
    topics.delete(source);
    topics.create(source, 2, Map.of());
    topics.send(source, 0, numbered(100, 130));

    PipelineResult stopped = TestRun.complete(directory, pipeline(mode).toString());
    assertThat(failure(stopped)).isEqualTo(ProblemCode.TOPIC_RECREATED);
    assertThat(trouble(stopped)).contains(source + "-0", "topicRecreated: restart");
    assertThat(topics.all(target)).hasSize(before);

    String restart =
        pipeline(mode).source("topics: [" + source + "]\ntopicRecreated: restart").toString();
    try (TestRun run = TestRun.start(directory, restart)) {
      awaitTarget(before + 30);
      assertThat(run.starts()).contains(source + "-0 row 2 at 0");
    }
    assertThat(topics.values(target)).contains(numbered(100, 130));
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "incremental", "full+incremental"})
  void row3StopsOrGoesOnWhereThePositionIsGone(String mode) {
    firstRun(mode);
    topics.send(source, 0, numbered(0, 30));
    topics.deleteBefore(source, 0, 20);

    PipelineResult stopped = TestRun.complete(directory, pipeline(mode).toString());
    assertThat(failure(stopped)).isEqualTo(ProblemCode.OUT_OF_RANGE);
    assertThat(trouble(stopped)).contains("offsets 0 to 19 are gone");
    assertThat(topics.all(target)).isEmpty();

    String earliest =
        pipeline(mode).source("topics: [" + source + "]\noutOfRange: earliest").toString();
    try (TestRun run = TestRun.start(directory, earliest)) {
      awaitTarget(10);
      assertThat(run.starts()).contains(source + "-0 row 3 at 20");
    }
    assertThat(topics.values(target)).containsExactly(numbered(20, 30));
  }

  @Test
  void row3LatestSkipsAndSaysSo() {
    try (TestRun run = TestRun.start(directory, pipeline("incremental").toString())) {
      await().atMost(PATIENCE).until(() -> run.starts().size() >= 4);
    }
    topics.send(source, 0, numbered(0, 30));
    topics.deleteBefore(source, 0, 20);
    String latest =
        pipeline("incremental").source("topics: [" + source + "]\noutOfRange: latest").toString();
    try (TestRun run = TestRun.start(directory, latest)) {
      await().atMost(PATIENCE).until(() -> run.starts().contains(source + "-0 row 3 at 30"));
      assertThat(run.events().toString())
          .contains("offsets 0 to 19 are gone", "offsets 20 to 29 are skipped too");
      topics.send(source, 0, numbered(30, 31));
      awaitTarget(1);
    }
    assertThat(topics.values(target)).containsExactly(numbered(30, 31));
  }

  /** One batch a fetch, and no checkpoint: the position is far behind what was read. */
  @Test
  void retentionThatOvertakesARunningPipelineStopsItWhereItWas() {
    topics.sendNumbered(source, 0, 0, 60_000);
    long end = topics.end(source, 0);
    String small =
        "properties: {max.partition.fetch.bytes: \"1\", fetch.max.wait.ms: \"1\", max.poll.records: \"50\"}";
    Yaml yaml =
        pipeline("full")
            .source("topics: [" + source + "]\n" + small)
            .rest("checkpoint: {interval: 1h}");
    PipelineResult stopped;
    try (TestRun run = TestRun.start(directory, yaml.toString())) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> IntStream.range(0, 2).mapToLong(p -> topics.end(target, p)).sum() > 0);
      topics.deleteBefore(source, 0, end - 10);
      stopped = run.await();
    }
    int delivered = topics.all(target).size();
    assertThat(failure(stopped)).isEqualTo(ProblemCode.OUT_OF_RANGE);
    assertThat(trouble(stopped))
        .contains("offsets " + delivered + " to " + (end - 11) + " are gone");
    assertThat(stopped.books().stage("target").out()).isEqualTo(delivered).isLessThan(end - 10);
    assertThat(topics.values(target)).containsExactly(numbered(0, delivered));
  }

  @ParameterizedTest
  @ValueSource(strings = {"incremental", "full+incremental"})
  void row4ReadsNewPartitionsAndTopicsFromTheirBeginning(String mode) {
    String prefix = Topics.name("row4");
    topics.create(prefix + ".one", 1, Map.of());
    String yaml =
        Yaml.pipeline(prefix)
            .sync(mode)
            .source("topicExpression: '" + prefix + "[.].*'\ndiscovery: 300ms")
            .target("topic: " + target)
            .toString();
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> run.starts().size() >= 2);
      topics.addPartitions(prefix + ".one", 2);
      topics.send(prefix + ".one", 1, numbered(0, 5));
      topics.create(prefix + ".two", 1, Map.of());
      topics.send(prefix + ".two", 0, numbered(5, 10));
      awaitTarget(10);
      assertThat(run.starts()).contains(prefix + ".one-1 row 4 at 0", prefix + ".two-0 row 4 at 0");
    }
    assertThat(topics.values(target)).containsExactlyInAnyOrder(numbered(0, 10));
  }

  @Test
  void row4OfAFullSyncWaitsForTheRunThatCapturesItsBound() {
    topics.send(source, 0, "not json");
    PipelineResult stopped = TestRun.complete(directory, pipeline("full").toString());
    assertThat(failure(stopped)).isEqualTo(ProblemCode.NOT_JSON);
    topics.addPartitions(source, 3);
    topics.send(source, 2, numbered(0, 3));

    String skipping = pipeline("full").source("topics: [" + source + "]\nnonJson: skip").toString();
    TestRun unfinished = TestRun.start(directory, skipping);
    assertThat(unfinished.await().ending()).isEqualTo(new Ending.Completed());
    assertThat(unfinished.events())
        .anySatisfy(event -> assertThat(event).isInstanceOf(RunEvent.PartitionWaits.class));
    assertThat(topics.all(target)).isEmpty();

    TestRun next = TestRun.start(directory, skipping);
    assertThat(next.await().ending()).isEqualTo(new Ending.Completed());
    assertThat(next.starts()).contains(source + "-2 row 4 at 0");
    assertThat(topics.values(target)).containsExactly(numbered(0, 3));
  }

  /** The marker as a reset that keeps it, or an import, leaves it. */
  @ParameterizedTest
  @ValueSource(strings = {"full", "incremental", "full+incremental"})
  void row6FollowsACompletedFullSync(String mode) {
    topics.send(source, 0, numbered(0, 5));
    mark(new Checkpoint(null, null, Instant.parse("2026-01-01T00:00:00Z"), null, null, Map.of()));
    int start = mode.equals("full") ? 0 : 5;
    try (TestRun run = TestRun.start(directory, pipeline(mode).toString())) {
      await().atMost(PATIENCE).until(() -> run.starts().contains(source + "-0 row 6 at " + start));
      topics.send(source, 0, numbered(5, 7));
      awaitTarget(mode.equals("full") ? 5 : 2);
    }
    assertThat(topics.values(target)).contains(numbered(start, mode.equals("full") ? 5 : 7));
  }

  private void mark(Checkpoint checkpoint) {
    String servers = TestBroker.shared().bootstrapServers();
    KafkaConnection connection = KafkaConnection.plain("test", servers);
    try (KafkaCluster cluster = new KafkaCluster(connection);
        KafkaTopicStore store =
            new KafkaTopicStore(cluster, "_sluice.checkpoints", Optional.empty(), source)) {
      assertThat(store.load()).isEqualTo(Checkpoint.EMPTY);
      int partitions =
          cluster
              .describe(List.of("_sluice.checkpoints"))
              .get("_sluice.checkpoints")
              .partitions()
              .size();
      topics.send(
          List.of(
              new ProducerRecord<>(
                  "_sluice.checkpoints",
                  Utils.toPositive(Utils.murmur2(Topics.bytes(source))) % partitions,
                  Topics.bytes("[\"" + source + "\"]"),
                  CheckpointJson.writeHeader(source, checkpoint))));
      assertThat(store.load()).isEqualTo(checkpoint);
    }
  }

  @Test
  void aRecordThatIsNotJsonStopsAtExactlyThatRecordEveryTime() {
    topics.send(source, 0, numbered(0, 7));
    topics.send(source, 0, "oops \u0007 {", "{\"n\":7}");
    for (int attempt = 0; attempt < 2; attempt++) {
      PipelineResult result = TestRun.complete(directory, pipeline("full").toString());
      assertThat(failure(result)).isEqualTo(ProblemCode.NOT_JSON);
      assertThat(trouble(result))
          .contains(
              source + "-0@7",
              "topic " + source + ", partition 0, offset 7",
              "malformed",
              "a word that is not JSON")
          .doesNotContain("\u0007", "oops");
      assertThat(topics.values(target)).containsExactly(numbered(0, 7));
    }
    Map<TopicPartition, ?> mirrored = topics.committed("sluice." + source);
    assertThat(mirrored.get(new TopicPartition(source, 0)).toString()).contains("offset=7");
  }

  @Test
  void policiesCountWhatTheyDoAndDeadLettersKeepTheirBytes() {
    String dead = topics.create("dead", 1);
    topics.send(source, 0, "", "null", "[1]", "1", "{", "{\"n\":1}", "{\"n\":2,\"m\":\"x\"}");
    topics.send(
        List.of(
            new ProducerRecord<>(source, 0, null, new byte[] {'{', (byte) 0xff, '}'}),
            new ProducerRecord<>(source, 0, Topics.bytes("k"), null)));
    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline("full")
                .source("topics: [" + source + "]\nnonJson: dead_letter\ntombstones: skip")
                .where("value.m == \"x\"")
                .rest("deadLetter: {topic: " + dead + "}")
                .toString()
                .replace("}]\ntarget", ", onError: skip}]\ntarget"));
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(result.books().balance()).isTrue();
    assertThat(result.books().stage("source").deadLettered())
        .isEqualTo(
            Map.of(
                "empty",
                1L,
                "json_null",
                1L,
                "array",
                1L,
                "scalar",
                1L,
                "malformed",
                1L,
                "bad_utf8",
                1L));
    assertThat(result.books().stage("source").skipped()).isEqualTo(Map.of("tombstone", 1L));
    assertThat(result.books().stage("filter-1").skipped()).isEqualTo(Map.of("expression", 1L));
    assertThat(topics.values(target)).containsExactly("{\"n\":2,\"m\":\"x\"}");
    assertThat(topics.values(dead)).startsWith("", "null", "[1]", "1", "{");
    assertThat(topics.all(dead).get(2).headers().lastHeader("sluice.reason").value())
        .isEqualTo(Topics.bytes("array"));
    assertThat(topics.all(dead).get(2).headers().lastHeader("sluice.offset").value())
        .isEqualTo(Topics.bytes("2"));
  }

  @Test
  void aRefusedRecordFollowsItsPolicyAndItsNeighboursArrive() {
    String small = topics.create(Topics.name("small"), 1, Map.of("max.message.bytes", "2000"));
    String dead = topics.create("dead", 1);
    topics.send(source, 0, numbered(0, 20));
    topics.send(source, 0, "{\"big\":\"" + "x".repeat(5_000) + "\"}");
    topics.send(source, 0, numbered(20, 40));

    PipelineResult stopped =
        TestRun.complete(directory, pipeline("full").target("topic: " + small).toString());
    assertThat(trouble(stopped)).contains("refused-record");
    assertThat(trouble(stopped)).contains(source + "-0@20", small);
    assertThat(stopped.books().stage("source").in()).isEqualTo(20);
    assertThat(stopped.books().stage("target").out()).isEqualTo(20);

    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline("full")
                .target("topic: " + small + "\npushError: dead_letter")
                .rest("deadLetter: {topic: " + dead + "}")
                .toString());
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(result.books().balance()).isTrue();
    assertThat(result.books().stage("target").deadLettered()).isEqualTo(Map.of("refused", 1L));
    assertThat(topics.values(small)).contains(numbered(0, 40));
    assertThat(topics.all(dead)).hasSize(1);
  }

  @Test
  void partitionSameNeedsEqualCounts() {
    String narrow = topics.create("narrow", 1);
    topics.send(source, 1, numbered(0, 3));
    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline("full").target("topic: " + narrow + "\npartition: same").toString());
    assertThat(failure(result)).isEqualTo(ProblemCode.PARTITION_COUNT);
    assertThat(topics.all(narrow)).isEmpty();
  }

  @Test
  void partitionSameFollowsBothTopicsAsTheyGrow() {
    String yaml =
        pipeline("full+incremental").target("topic: " + target + "\npartition: same").toString();
    topics.send(source, 0, numbered(0, 5));
    try (TestRun run = TestRun.start(directory, yaml)) {
      awaitTarget(5);
      topics.addPartitions(target, 3);
      topics.addPartitions(source, 3);
      await().atMost(PATIENCE).until(() -> run.starts().contains(source + "-2 row 4 at 0"));
      topics.send(source, 2, numbered(5, 10));
      await().atMost(PATIENCE).until(() -> topics.end(target, 2) == 5);
      assertThat(run.ended()).isFalse();
    }
  }

  @Test
  void theBooksOfARunThatFailedHoldWhatIsSaved() {
    String narrow = topics.create("narrow", 1);
    String other = topics.create("other", 2);
    topics.send(other, 1, numbered(0, 5));
    PipelineResult result =
        TestRun.complete(
            directory,
            Yaml.pipeline(other)
                .source("topics: [" + other + "]")
                .target("topic: " + narrow + "\npartition: same")
                .toString());
    assertThat(failure(result)).isEqualTo(ProblemCode.PARTITION_COUNT);
    assertThat(result.books().balance()).isTrue();
    assertThat(result.books().stage("source").in()).isZero();
  }

  @Test
  void aMissingTargetStopsOrIsCreated() {
    String missing = Topics.name("missing");
    topics.send(source, 0, numbered(0, 3));
    PipelineResult stopped =
        TestRun.complete(directory, pipeline("full").target("topic: " + missing).toString());
    assertThat(failure(stopped)).isEqualTo(ProblemCode.MISSING_TOPIC);
    assertThat(topics.exists(missing)).isFalse();
    TestRun.complete(
        directory,
        pipeline("full").target("topic: " + missing + "\ncreateTopic: {partitions: 5}").toString());
    assertThat(topics.values(missing)).containsExactly(numbered(0, 3));
  }

  @Test
  void aMissingSourceIsAnError() {
    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline("full").source("topics: [" + source + ", no-such-topic]").toString());
    assertThat(failure(result)).isEqualTo(ProblemCode.MISSING_TOPIC);
    assertThat(trouble(result)).contains("no-such-topic", "allowEmpty");
  }

  /** Two connections, one cluster: only the cluster's id tells. */
  @Test
  void aPipelineThatWouldReadWhatItWritesIsRefused() {
    String prefix = Topics.name("circle");
    topics.create(prefix + ".one", 1, Map.of());
    topics.create("copy." + prefix + ".one", 1, Map.of());
    String expression = "topicExpression: '(.*[.])?" + prefix + "[.].*'";
    Yaml circle = Yaml.pipeline(prefix).sync("full").source(expression);

    PipelineResult template =
        TestRun.complete(directory, circle.target("topic: copy.{topic}").toString());
    assertThat(failure(template)).isEqualTo(ProblemCode.TOPIC_CIRCLE);
    assertThat(trouble(template)).contains("the target \"target\"", "copy." + prefix + ".one");

    String deadLetters =
        circle
            .source(expression + "\nnonJson: dead_letter")
            .target("topic: " + target)
            .rest("deadLetter: {topic: " + prefix + ".one}")
            .toString();
    PipelineResult dead = TestRun.complete(directory, deadLetters);
    assertThat(failure(dead)).isEqualTo(ProblemCode.TOPIC_CIRCLE);
    assertThat(trouble(dead)).contains("deadLetter writes to the topic " + prefix + ".one");
  }

  @Test
  void anExpressionThatMatchesEverythingLeavesTheCheckpointsAlone() {
    String yaml = pipeline("full").source("topicExpression: '_sluice.*|" + source + "'").toString();
    topics.send(source, 0, numbered(0, 3));
    TestRun run = TestRun.start(directory, yaml);
    assertThat(run.await().ending()).isEqualTo(new Ending.Completed());
    assertThat(run.starts()).allSatisfy(start -> assertThat(start).startsWith(source));
  }

  @Test
  void theFileStoreNeedsNoGroupAndKeepsPositions() {
    topics.send(source, 0, numbered(0, 5));
    String yaml =
        pipeline("full")
            .source("topics: [" + source + "]\nparallelism: 2")
            .rest("checkpoint: {store: file, interval: 200ms}")
            .toString();
    assertThat(TestRun.complete(directory, yaml).ending()).isEqualTo(new Ending.Completed());
    topics.send(source, 0, numbered(5, 8));
    PipelineResult second = TestRun.complete(directory, yaml);
    assertThat(second.books().stage("source").in()).isEqualTo(3);
    assertThat(topics.values(target)).containsExactlyInAnyOrder(numbered(0, 8));

    Path elsewhere = directory.resolve("elsewhere");
    assertThat(elsewhere.toFile().mkdir()).isTrue();
    PipelineResult other = TestRun.complete(elsewhere, yaml);
    assertThat(failure(other)).isEqualTo(ProblemCode.CHECKPOINT_HELD);
    assertThat(trouble(other))
        .contains(directory.resolve("checkpoints").toString(), elsewhere.toString());
  }

  @Test
  void aGraphFansOutAndMergesInOrder() {
    String small = topics.create("small", 2);
    topics.send(source, 0, numbered(0, 40));
    String connection =
        "{kafka: {bootstrapServers: \"" + TestBroker.shared().bootstrapServers() + "\"}}";
    String yaml =
        """
        apiVersion: sluice/v1
        kind: Connection
        name: c
        kafka: {bootstrapServers: "%s"}
        ---
        apiVersion: sluice/v1
        kind: Pipeline
        name: %s
        sync: full
        sources: {in: {connection: c, topics: [%s]}}
        filters:
          low: {from: in, where: value.n < 30}
          even: {from: low, where: value.n %% 2 == 0}
          high: {from: in, where: value.n >= 30}
        targets:
          all: {from: [low, high], connection: c, topic: %s}
          few: {from: even, connection: c, topic: %s}
        """
            .formatted(TestBroker.shared().bootstrapServers(), source, source, target, small);
    PipelineResult result = TestRun.complete(directory, yaml);
    assertThat(connection).isNotEmpty();
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(result.books().balance()).isTrue();
    assertThat(topics.values(target)).containsExactly(numbered(0, 40));
    assertThat(topics.values(small)).hasSize(15);
  }

  @Test
  void aTopicThatIsNotThereYetIsWaitedForWhereThatIsAllowed() {
    String later = Topics.name("later");
    String yaml =
        Yaml.pipeline(later)
            .source("topics: [" + later + "]\nallowEmpty: true\ndiscovery: 300ms")
            .target("topic: " + target)
            .toString();
    try (TestRun run = TestRun.start(directory, yaml)) {
      await().atMost(PATIENCE).until(() -> !run.runs().getFirst().connecting());
      topics.create(later, 1, Map.of());
      topics.send(later, 0, numbered(0, 4));
      awaitTarget(4);
      topics.delete(later);
      await().atMost(PATIENCE).until(() -> run.events().toString().contains("PartitionLeft"));
      assertThat(run.ended()).isFalse();
    }
    assertThat(topics.values(target)).containsExactly(numbered(0, 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"most_isr", "all_isr", "leader", "none"})
  void everyAcknowledgementKeepsTheOrder(String acks) {
    topics.send(source, 0, numbered(0, 2_000));
    PipelineResult result =
        TestRun.complete(
            directory, pipeline("full").target("topic: " + target + "\nacks: " + acks).toString());
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(topics.values(target)).containsExactly(numbered(0, 2_000));
  }

  @Test
  void lanesDivideThePartitions() {
    topics.send(source, 0, numbered(0, 500));
    topics.send(source, 1, numbered(500, 1_000));
    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline("full").source("topics: [" + source + "]\nparallelism: 2").toString());
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(result.books().balance()).isTrue();
    assertThat(topics.values(target)).containsExactlyInAnyOrder(numbered(0, 1_000));
  }

  @Test
  void aPipelineThatFailsLeavesTheOthersAlone() {
    String good = topics.create("good", 1);
    topics.send(source, 0, "no json");
    topics.send(good, 0, numbered(0, 10));
    String other =
        Yaml.pipeline(good)
            .sync("full")
            .source("topics: [" + good + "]")
            .target("topic: " + target)
            .toString();
    try (TestRun run = TestRun.start(directory, pipeline("full") + "---\n" + other)) {
      assertThat(failure(run.await())).isEqualTo(ProblemCode.NOT_JSON);
      assertThat(run.results().get(1).ending()).isEqualTo(new Ending.Completed());
    }
    assertThat(topics.values(target)).containsExactly(numbered(0, 10));
  }

  /**
   * Positions of a topic that was created again have reached nothing, be they larger than the new
   * bounds, and be it that this runner has no partition yet.
   */
  @Test
  void aFullSyncDoesNotEndOnThePositionsOfAnotherLog() throws Exception {
    topics.send(source, 0, numbered(0, 20));
    Yaml yaml = pipeline("full").source("topics: [" + source + "]\ntopicRecreated: restart");
    assertThat(TestRun.complete(directory, yaml.toString()).books().stage("source").in())
        .isEqualTo(20);
    topics.delete(source);
    topics.create(source, 2, Map.of());
    topics.send(source, 0, numbered(0, 3));

    String group = "sluice." + source;
    try (KafkaConsumer<byte[], byte[]> member = member(group)) {
      member.subscribe(List.of(source));
      await()
          .until(
              () -> member.poll(Duration.ofMillis(100)) != null && member.assignment().size() == 2);
      try (TestRun run = TestRun.start(directory, yaml.toString())) {
        await()
            .until(() -> {
              member.poll(Duration.ofMillis(100));
              return topics.members(group) == 2 || run.ended();
            });
        member.close();
        assertThat(run.await().books().stage("source").in()).isEqualTo(3);
      }
    }
  }

  /** One that looks like another runner of the pipeline, and does nothing. */
  private static KafkaConsumer<byte[], byte[]> member(String group) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            TestBroker.shared().bootstrapServers(),
            "group.id",
            group,
            "client.id",
            "other.kafka_topic.at_least_once",
            "group.protocol",
            "consumer"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
