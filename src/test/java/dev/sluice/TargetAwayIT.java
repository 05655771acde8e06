package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.Location;
import dev.sluice.problem.RetryableException;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.stages.kafka.KafkaTargetType;
import dev.sluice.stages.kafka.KafkaWriter;
import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.record.FileRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Source and target on two brokers, of which the target's goes away for good. */
class TargetAwayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;
  private LocalBroker away;
  private Topics here;
  private Topics there;
  private String source;
  private String target;

  @BeforeEach
  void start() {
    away = TestBroker.process(Map.of());
    here = new Topics(TestBroker.shared().bootstrapServers());
    there = new Topics(away.bootstrapServers());
    source = here.create("source", 1);
    target = there.create("target", 1);
  }

  @AfterEach
  void stop() {
    here.close();
    there.close();
    away.close();
  }

  /** Positions lie on the source's side: only the target is away. */
  private String pipeline(String name) {
    return """
    apiVersion: sluice/v1
    kind: Pipeline
    name: %s
    sync: full+incremental
    source: {connection: here-%s, topics: [%s]}
    target: {connection: {kafka: {bootstrapServers: "%s"}}, topic: %s}
    checkpoint: {connection: here-%s, interval: 200ms}
    ---
    apiVersion: sluice/v1
    kind: Connection
    name: here-%s
    kafka: {bootstrapServers: "%s"}
    """
        .formatted(
            name,
            name,
            name,
            away.bootstrapServers(),
            target,
            name,
            name,
            TestBroker.shared().bootstrapServers());
  }

  private Runner run(String yaml, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("pipeline.yaml"), yaml);
    List<String> arguments = new java.util.ArrayList<>(List.of("run", file.toString()));
    arguments.addAll(List.of(options));
    return runners.start(directory, Map.of(), arguments.toArray(String[]::new));
  }

  @Test
  void isWaitedForAsLongAsTheUserSays() throws IOException {
    here.sendNumbered(source, 0, 0, 10);
    Runner runner = run(pipeline(source), "--retry-for", "6s");
    await().atMost(PATIENCE).until(() -> there.all(target).size() == 10);
    away.kill();
    here.sendNumbered(source, 0, 10, 10);
    assertThat(runner.await()).isEqualTo(3);
    assertThat(runner.err()).contains(source + ": retrying");
    assertThat(runner.out())
        .contains("failed  10 ", "target=10 ", "error[unreachable]")
        .doesNotContain("Exception");
  }

  @Test
  void doesNotKeepAProcessWhoseOtherPipelineFailed() throws IOException {
    String bad = here.create("bad", 1);
    here.sendNumbered(source, 0, 0, 10);
    Runner runner = run(pipeline(source) + "---\n" + pipeline(bad), "--fail-fast");
    await().atMost(PATIENCE).until(() -> there.all(target).size() == 10);
    away.kill();
    here.sendNumbered(source, 0, 10, 10);
    await().atMost(PATIENCE).until(() -> runner.err().contains(source + ": retrying"));
    here.send(bad, 0, "no json");
    assertThat(runner.await()).isEqualTo(1);
    assertThat(runner.out()).contains("stopped", "failed", "error[not-json]");
  }

  /** What can fail without a record fails before the healthy target has one. */
  @Test
  void beforeItsFirstRecordKeepsAFanOutFromRepeatingToTheOther() throws IOException {
    String healthy = here.create("healthy", 1);
    Runner runner =
        run(
            """
            apiVersion: sluice/v1
            kind: Pipeline
            name: %1$s
            sync: full+incremental
            sources: {in: {connection: here, topics: [%1$s]}}
            targets:
              a-healthy: {from: in, connection: here, topic: %2$s}
              sick: {from: in, connection: {kafka: {bootstrapServers: "%3$s"}}, topic: %4$s}
            checkpoint: {connection: here, interval: 200ms}
            ---
            apiVersion: sluice/v1
            kind: Connection
            name: here
            kafka: {bootstrapServers: "%5$s"}
            """
                .formatted(
                    source,
                    healthy,
                    away.bootstrapServers(),
                    target,
                    TestBroker.shared().bootstrapServers()),
            "--no-check");
    await().atMost(PATIENCE).until(() -> runner.err().contains("(row 1 of"));
    away.kill();
    here.sendNumbered(source, 0, 0, 500);
    await()
        .atMost(PATIENCE)
        .until(() -> runner.err().lines().filter(line -> line.contains("retrying in")).count() > 1);
    assertThat(here.all(healthy)).isEmpty();
    away.start();
    await().atMost(PATIENCE).until(() -> there.all(target).size() >= 500);
    await().atMost(PATIENCE).until(() -> here.all(healthy).size() >= 500);
    runner.signal("TERM");
    assertThat(runner.await()).isZero();
    assertThat(here.values(healthy)).doesNotHaveDuplicates().hasSize(500);
    assertThat(there.values(target)).doesNotHaveDuplicates().hasSize(500);
  }

  /** A record that could not be sent is not overtaken by those behind it (invariant 4). */
  @Test
  void isHandedNothingBehindARecordThatCouldNotBeSent() {
    KafkaConnection connection = KafkaConnection.plain("away", away.bootstrapServers());
    try (KafkaCluster cluster = new KafkaCluster(connection);
        KafkaWriter writer = writer(cluster)) {
      writer.write(messages(0, 1));
      await().atMost(PATIENCE).until(() -> writer.settle(Duration.ofMillis(100)).complete());
      away.kill();
      writer.discard();
      assertThatThrownBy(() -> writer.write(messages(1, 6))).isInstanceOf(RetryableException.class);
      away.start();
      assertThat(writer.settle(Duration.ofSeconds(1)).complete()).isTrue();
      writer.discard();
      writer.write(messages(1, 6));
      await().atMost(PATIENCE).until(() -> writer.settle(Duration.ofMillis(100)).complete());
      assertThat(there.values(target))
          .containsExactly(
              IntStream.range(0, 6).mapToObj(n -> "{\"n\":" + n + "}").toArray(String[]::new));
    }
  }

  /**
   * A leader that does not know the producer may refuse the first batch and accept the second: the
   * first record of a partition goes alone, and the others when it is acknowledged.
   */
  @Test
  void isSentTheFirstRecordOfAPartitionAlone() throws Exception {
    KafkaConnection connection = KafkaConnection.plain("away", away.bootstrapServers());
    try (KafkaCluster cluster = new KafkaCluster(connection);
        KafkaWriter writer = writer(cluster)) {
      for (int turn = 0; turn < 2; turn++) {
        writer.write(messages(500 * turn, 500 * turn + 500));
        await().atMost(PATIENCE).until(() -> writer.settle(Duration.ofMillis(100)).complete());
      }
      assertThat(there.values(target)).hasSize(1_000);
      List<Integer> batches = batches();
      assertThat(batches.getFirst()).isEqualTo(1);
      assertThat(batches.subList(1, batches.size())).allMatch(records -> records > 1);
      writer.discard(); // another producer is as unknown as the first one was
      writer.write(messages(1_000, 1_500));
      await().atMost(PATIENCE).until(() -> writer.settle(Duration.ofMillis(100)).complete());
      assertThat(batches().get(batches.size())).isEqualTo(1);
    }
  }

  /** Its topic went while nothing was sent, and nobody has a producer that saw it go. */
  @Test
  void whoseTopicWentUnseenIsNotWaitedForInVain() {
    KafkaConnection connection = KafkaConnection.plain("away", away.bootstrapServers());
    try (KafkaCluster cluster = new KafkaCluster(connection);
        KafkaWriter writer = writer(cluster)) {
      writer.write(messages(0, 1));
      await().atMost(PATIENCE).until(() -> writer.settle(Duration.ofMillis(100)).complete());
      writer.discard();
      there.delete(target);
      await()
          .atMost(PATIENCE)
          .ignoreException(RetryableException.class)
          .untilAsserted(() -> {
            try {
              writer.write(messages(1, 2));
            } catch (RetryableException e) {
              writer.discard();
              throw e;
            } catch (FatalException e) {
              assertThat(e.trouble().message()).contains(target, "was deleted");
              return;
            }
            throw new AssertionError("it was written");
          });
      assertThat(there.exists(target)).isFalse();
    }
  }

  /** No producer sends a time before 1970: the record is refused, and its neighbours arrive. */
  @Test
  void isNotSentATimeBefore1970() {
    KafkaConnection connection = KafkaConnection.plain("away", away.bootstrapServers());
    try (KafkaCluster cluster = new KafkaCluster(connection);
        KafkaWriter writer = writer(cluster)) {
      List<Message> messages = new java.util.ArrayList<>(messages(0, 3));
      messages.set(1, messages.get(1).withTimestamp(-5));
      writer.write(messages.subList(0, 1));
      await().atMost(PATIENCE).until(() -> writer.settle(Duration.ofMillis(100)).complete());
      writer.write(messages.subList(1, 2));
      var refused = writer.settle(Duration.ofSeconds(1)).refused();
      assertThat(refused).hasSize(1);
      assertThat(refused.getFirst().forItsTimestamp()).isTrue();
      assertThat(refused.getFirst().trouble().message()).contains("s-0@1", "-5", "before 1970");
      writer.write(messages.subList(2, 3));
      await().atMost(PATIENCE).until(() -> writer.settle(Duration.ofMillis(100)).complete());
      assertThat(there.values(target)).containsExactly("{\"n\":0}", "{\"n\":2}");
    }
  }

  /** How many records each batch of the target holds, as the broker keeps them. */
  private List<Integer> batches() throws Exception {
    Path logs =
        Path.of(
            there
                .admin()
                .describeLogDirs(List.of(1))
                .allDescriptions()
                .get()
                .get(1)
                .keySet()
                .stream()
                .findFirst()
                .orElseThrow());
    List<Integer> counts = new java.util.ArrayList<>();
    try (FileRecords records =
        FileRecords.open(
            logs.resolve(target + "-0").resolve("00000000000000000000.log").toFile(), false)) {
      records.batches().forEach(batch -> counts.add(batch.countOrNull()));
    }
    return counts;
  }

  private KafkaWriter writer(KafkaCluster cluster) {
    return new KafkaWriter(
        new KafkaWriter.Target(
            cluster,
            KafkaTargetType.deadLetters(new Location("f.yaml", 1, 1), target),
            64 << 20,
            partition -> 1,
            warning -> {}),
        "writer");
  }

  private static List<Message> messages(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(n ->
            new Message(
                new Partition("c", "s", 0),
                n,
                -1,
                1,
                null,
                new Payload(Topics.bytes("{\"n\":" + n + "}")),
                List.of()))
        .toList();
  }
}
