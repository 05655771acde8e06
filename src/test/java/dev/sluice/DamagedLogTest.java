package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.problem.ProblemCode;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.runtime.Ending;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs whose files are damaged, or are those of another day. */
class DamagedLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private LocalBroker broker;
  private Topics topics;
  private String source;
  private String target;

  @BeforeEach
  void start() {
    broker = TestBroker.process(Map.of());
    topics = new Topics(broker.bootstrapServers());
    source = topics.create("source", 2);
    target = topics.create("target", 2);
  }

  @AfterEach
  void stop() {
    topics.close();
    broker.close();
  }

  private String pipeline(String delivery) {
    return Yaml.on(broker.bootstrapServers(), source)
        .source("topics: [" + source + "]")
        .target("topic: " + target + "\npartition: same")
        .rest("delivery: " + delivery)
        .toString();
  }

  private Path log(int partition) throws Exception {
    String logs =
        topics.admin().describeLogDirs(List.of(1)).allDescriptions().get().get(1).keySet().stream()
            .findFirst()
            .orElseThrow();
    return Path.of(logs, source + "-" + partition);
  }

  private static Path segment(Path log) {
    return log.resolve("00000000000000000000.log");
  }

  /** What came beside the damaged batch is saved when the pipeline stops for it. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aDamagedBatchStopsThePipelineAndNothingIsRepeated(String delivery) throws Exception {
    topics.sendNumbered(source, 0, 0, 50);
    long good = Files.size(segment(log(0)));
    topics.sendNumbered(source, 0, 50, 50);
    try (RandomAccessFile file = new RandomAccessFile(segment(log(0)).toFile(), "rw")) {
      file.seek(good + 80); // behind the header of the second batch
      file.write(new byte[] {1, 2, 3, 4, 5});
    }
    for (int round = 0; round < 3; round++) {
      topics.sendNumbered(source, 1, 1_000 + 50 * round, 50);
      Ending ending = TestRun.complete(directory, pipeline(delivery)).ending();
      assertThat(ending)
          .isInstanceOfSatisfying(
              Ending.Failed.class,
              failed -> {
                assertThat(failed.trouble().code()).isEqualTo(ProblemCode.CORRUPT_RECORD);
                assertThat(failed.trouble().message()).contains(source + "-0", "offset 50");
                assertThat(failed.trouble().hint()).contains("sluice offsets set");
              });
    }
    assertThat(topics.values(target)).doesNotHaveDuplicates();
  }

  /** Other records lie where the position is: they were never read, and are not passed over. */
  @Test
  void aLogThatWasRestoredAndHasGrownPastThePositionStops() throws Exception {
    topics.sendNumbered(source, 0, 0, 100);
    Path copy = directory.resolve("copy");
    Path log = log(0);
    broker.stop();
    copy(log, copy);
    broker.start();
    topics.sendNumbered(source, 0, 100, 50);
    try (TestRun run = TestRun.start(directory, pipeline("at_least_once"))) {
      await().atMost(PATIENCE).until(() -> topics.values(target).size() == 150);
      run.stop();
    }
    broker.stop();
    copy(copy, log);
    broker.start();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> topics.end(source, 0) == 100);
    topics.sendNumbered(source, 0, 5_000, 200);
    Path file = Files.writeString(directory.resolve("p.yaml"), pipeline("at_least_once"));
    assertThat(Command.run(Map.of(), "plan", file.toString()).out())
        .contains(source + "-0", "row 3: stops", "restored from a copy");
    assertThat(TestRun.complete(directory, pipeline("at_least_once")).ending())
        .isInstanceOfSatisfying(
            Ending.Failed.class,
            failed -> assertThat(failed.trouble().code()).isEqualTo(ProblemCode.OUT_OF_RANGE));
    assertThat(topics.values(target)).hasSize(150);
  }

  private static void copy(Path from, Path to) throws IOException {
    if (Files.exists(to)) {
      try (var old = Files.list(to)) {
        for (Path each : old.toList()) {
          Files.delete(each);
        }
      }
    }
    Files.createDirectories(to);
    try (var files = Files.list(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
