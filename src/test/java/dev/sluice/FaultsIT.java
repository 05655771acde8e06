package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Copy;
import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged runner under faults: real processes, really killed. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = "broker", mode = ResourceAccessMode.READ)
class FaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;
  private static LocalBroker broker;

  @RegisterExtension private final Runners runners = new Runners();
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicBoolean writing = new AtomicBoolean(true);
  @TempDir private Path directory;
  private Topics topics;
  private String source;
  private String target;
  private Thread load;

  @BeforeAll
  static void startBroker() {
    broker =
        TestBroker.process(
            Map.of(
                "group.consumer.session.timeout.ms", "1500",
                "group.consumer.heartbeat.interval.ms", "200"));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void fill() {
    topics = new Topics(broker.bootstrapServers());
    source = topics.create("source", PARTITIONS);
    target = topics.create("target", PARTITIONS);
  }

  @AfterEach
  void close() throws InterruptedException {
    stopLoad();
    topics.close();
  }

  /** Writes a bounded stream of numbered records while the test goes on. */
  private void startLoad() {
    load =
        Thread.ofPlatform()
            .start(() -> {
              while (writing.get() && written.get() < 400_000) {
                write(200);
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
              }
            });
  }

  private void stopLoad() throws InterruptedException {
    writing.set(false);
    if (load != null) {
      load.join();
    }
  }

  private void write(int count) {
    int from = written.get();
    topics.sendInTurn(source, PARTITIONS, from, count);
    written.addAndGet(count);
  }

  private Path pipeline(String sourceKeys) throws IOException {
    return Files.writeString(
        directory.resolve("pipeline.yaml"),
        Yaml.on(broker.bootstrapServers(), source)
            .source("topics: [" + source + "]\ndiscovery: 500ms" + sourceKeys)
            .target("topic: " + target + "\npartition: same")
            .toString());
  }

  private Runner run(Path pipeline) {
    return runners.start(directory, Map.of(), "run", pipeline.toString());
  }

  private long targetEnd() {
    return IntStream.range(0, PARTITIONS).mapToLong(p -> topics.end(target, p)).sum();
  }

  private void awaitProgress() {
    long before = targetEnd();
    await().atMost(PATIENCE).until(() -> targetEnd() > before);
  }

  private void awaitAll() {
    int total = written.get();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> Copy.judge(topics.all(target), total, PARTITIONS).missing().isEmpty());
  }

  /** No more records, and a last run that copies what is left. */
  private void finish(Path pipeline) throws InterruptedException {
    stopLoad();
    try (Runner runner = run(pipeline)) {
      awaitAll();
      runner.signal("TERM");
      assertThat(runner.await()).isZero();
    }
  }

  private Copy judge() {
    return Copy.judge(topics.all(target), written.get(), PARTITIONS);
  }

  @Test
  void nothingIsMissingThoughTheRunnerIsKilledTwentyTimes() throws Exception {
    Path pipeline = pipeline("");
    Random random = new Random(20);
    startLoad();
    for (int kill = 0; kill < 20; kill++) {
      try (Runner runner = run(pipeline)) {
        awaitProgress();
        long after = targetEnd() + random.nextInt(2_000);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(10))
            .until(() -> targetEnd() > after);
        runner.kill();
      }
    }
    finish(pipeline);
    Copy copy = judge();
    System.out.println(
        "20 x SIGKILL: "
            + written.get()
            + " records, "
            + copy.repeats()
            + " repeated, none missing");
    assertThat(copy.missing()).isEmpty();
    assertThat(copy.disorder()).isEmpty();
  }

  @Test
  void afterSigtermNothingIsRepeatedAtAll() throws Exception {
    Path pipeline = pipeline("");
    startLoad();
    for (int stop = 0; stop < 3; stop++) {
      try (Runner runner = run(pipeline)) {
        awaitProgress();
        runner.signal(stop % 2 == 0 ? "TERM" : "INT");
        assertThat(runner.await()).isZero();
        assertThat(runner.out()).contains("stopped").doesNotContain("Exception");
      }
    }
    finish(pipeline);
    assertThat(judge()).isEqualTo(new Copy(List.of(), 0, List.of()));
  }

  @Test
  @ResourceLock("broker") // nobody else needs it meanwhile
  void aBrokerThatIsRestartedIsRiddenOut() throws Exception {
    Path pipeline = pipeline("");
    write(2_000);
    try (Runner runner = run(pipeline)) {
      awaitAll();
      broker.kill();
      await().atMost(PATIENCE).until(() -> runner.err().contains("retrying") || !runner.isAlive());
      broker.start();
      write(2_000);
      awaitAll();
      assertThat(runner.isAlive()).isTrue();
      runner.signal("TERM");
      assertThat(runner.await()).isZero();
    }
    Copy copy = judge();
    assertThat(copy.missing()).isEmpty();
    assertThat(copy.disorder()).isEmpty();
  }

  @Test
  void twoRunnersShareAPipelineThroughStopsKillsAndContinuations() throws Exception {
    Path pipeline = pipeline("");
    write(1_000);
    startLoad();
    try (Runner one = run(pipeline);
        Runner two = run(pipeline)) {
      awaitProgress();
      await().atMost(PATIENCE).until(() -> reads(one) && reads(two));
      assertThat(one.err() + two.err()).contains("first start");

      one.signal("STOP");
      await().atMost(PATIENCE).until(() -> lines(two, "starts at") >= PARTITIONS);
      awaitProgress();
      one.signal("CONT");
      awaitProgress();
      assertThat(one.isAlive()).isTrue();

      two.kill();
      stopLoad();
      awaitAll();
      one.signal("TERM");
      assertThat(one.await()).isZero();
    }
    Copy copy = judge();
    System.out.println(
        "two runners: "
            + written.get()
            + " records, "
            + copy.repeats()
            + " repeated, none missing");
    assertThat(copy.missing()).isEmpty();
    assertThat(copy.disorder()).isEmpty();
  }

  private static boolean reads(Runner runner) {
    return runner.err().contains("(row 1 of");
  }

  private static long lines(Runner runner, String text) {
    return runner
        .err()
        .lines()
        .filter(line -> line.contains(text) && line.contains("(row 1 of"))
        .map(line -> line.replaceAll(".*: (\\S+) starts at.*", "$1"))
        .distinct()
        .count();
  }

  @Test
  void aTopicThatIsCreatedAgainUnderTwoRunnersIsReadFromItsBeginning() throws Exception {
    Path pipeline = pipeline("\ntopicRecreated: restart");
    write(2_000);
    try (Runner one = run(pipeline);
        Runner two = run(pipeline)) {
      awaitAll();
      await().atMost(PATIENCE).until(() -> topics.members("sluice." + source) == 2);
      topics.delete(source);
      topics.create(source, PARTITIONS, Map.of());
      write(4_000);
      awaitAll();
      assertThat(one.isAlive() && two.isAlive()).as(one.err() + two.err()).isTrue();
      assertThat(one.err() + two.err()).contains("(row 2 of the start table)");
    }
    assertThat(judge().missing()).isEmpty();
  }

  /** Its transaction would be open for another minute and a half. */
  @ParameterizedTest
  @ValueSource(strings = {"kafka_topic", "kafka_group"})
  void theTransactionOfAKilledRunnerBlocksNobody(String store) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("pipeline.yaml"),
            Yaml.on(broker.bootstrapServers(), source)
                .source(
                    "topics: ["
                        + source
                        + "]\nproperties: {session.timeout.ms: \"1500\", heartbeat.interval.ms:"
                        + " \"200\"}")
                .target("topic: " + target + "\npartition: same")
                .rest(
                    "delivery: exactly_once\ncheckpoint: {store: "
                        + store
                        + ", interval: 30s, records: 1000}")
                .toString());
    Runner killed = runners.start(directory, Map.of(), "run", file.toString());
    write(1_000);
    await().atMost(PATIENCE).until(() -> topics.values(target).size() == 1_000);
    write(400);
    await().atMost(PATIENCE).until(this::isOpen);
    killed.kill();
    Runner successor = runners.start(directory, Map.of(), "run", file.toString());
    await().atMost(PATIENCE).until(() -> successor.err().contains("starts at"));
    write(600);
    await().atMost(PATIENCE).until(() -> topics.values(target).size() >= 2_000);
    assertThat(Copy.judge(topics.all(target), 2_000, PARTITIONS).repeats()).isZero();
    successor.kill();
  }

  private boolean isOpen() throws Exception {
    return topics.admin().listTransactions().all().get().stream()
        .anyMatch(each ->
            each.transactionalId().startsWith("sluice." + source)
                && each.state() == TransactionState.ONGOING);
  }
}
