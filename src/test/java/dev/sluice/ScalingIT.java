package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.Copy;
import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runners of one pipeline come and go while records flow. */
class ScalingIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PARTITIONS = 6;

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", PARTITIONS);
  private final String target = topics.create("target", 3);
  private final AtomicBoolean flows = new AtomicBoolean(true);
  private final AtomicInteger sent = new AtomicInteger();

  @AfterEach
  void close() {
    flows.set(false);
    topics.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void threeRunnersGetAFourthAndTwoGoAway(String delivery) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            Yaml.pipeline(source)
                .source("topics: [" + source + "]")
                .target("topic: " + target)
                .rest("delivery: " + delivery)
                .toString());
    Thread sending = Thread.ofPlatform().start(this::send);
    List<Runner> running = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      running.add(runners.start(directory, Map.of(), "run", file.toString()));
    }
    awaitMembers(3);
    running.add(runners.start(directory, Map.of(), "run", file.toString()));
    awaitMembers(4);
    running.get(0).signal("TERM");
    assertThat(running.get(0).await()).isZero();
    running.get(1).kill();
    awaitMembers(2);
    awaitProgress();
    flows.set(false);
    sending.join();
    int total = sent.get();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(Copy.judge(topics.all(target), total, PARTITIONS).missing()).isEmpty());
    for (Runner left : running.subList(2, 4)) {
      left.signal("TERM");
      assertThat(left.await()).isZero();
    }
    Copy copy = Copy.judge(topics.all(target), total, PARTITIONS);
    assertThat(copy.missing()).isEmpty();
    assertThat(copy.disorder()).isEmpty();
    if (delivery.equals("exactly_once")) {
      assertThat(copy.repeats()).isZero();
    }
    System.out.println(
        delivery + ", 3 runners, 4, 2: " + total + " records, " + copy.repeats() + " repeated");
  }

  private void send() {
    while (flows.get()) {
      topics.sendInTurn(source, PARTITIONS, sent.get(), 600);
      sent.addAndGet(600);
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** They share the partitions, and records have come through since. */
  private void awaitMembers(int count) {
    await().atMost(PATIENCE).until(() -> topics.members("sluice." + source) == count);
    awaitProgress();
  }

  private void awaitProgress() {
    long before = committed();
    await().atMost(PATIENCE).until(() -> committed() > before + 3_000);
  }

  private long committed() {
    long all = 0;
    for (int partition = 0; partition < 3; partition++) {
      all += topics.committedEnd(target, partition);
    }
    return all;
  }
}
