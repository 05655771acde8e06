package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The packaged runner with positions in a file of the embedded database. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = "broker", mode = ResourceAccessMode.READ)
class EmbeddedDatabaseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;

  /** What is committed outlives the process, and so does nothing that keeps the next one out. */
  @Test
  void aKilledRunnersFileIsTheNextOnesAndASecondRunnerIsRefused() throws Exception {
    try (Topics topics = new Topics(TestBroker.shared().bootstrapServers())) {
      String source = topics.create("source", 1);
      String target = topics.create("target", 1);
      Path file =
          Files.writeString(
              directory.resolve("p.yaml"),
              Yaml.pipeline(source)
                  .source("topics: [" + source + "]")
                  .target("topic: " + target)
                  .rest(
                      "checkpoint: {store: jdbc, interval: 100ms, url: \"jdbc:h2:file:"
                          + directory.resolve("sluice")
                          + "\"}")
                  .toString());
      topics.sendNumbered(source, 0, 0, 100);
      Runner killed = runners.start(directory, Map.of(), "run", file.toString());
      await().atMost(PATIENCE).until(() -> topics.values(target).size() == 100);
      await()
          .atMost(PATIENCE)
          .until(() ->
              topics.committed("sluice." + source).values().stream()
                  .anyMatch(
                      each -> each != null && each.offset() == 100)); // told after it was saved
      Runner second = runners.start(directory, Map.of(), "run", file.toString());
      assertThat(second.await()).isEqualTo(3);
      assertThat(second.out()).contains("another process has the embedded database");
      killed.kill();
      topics.sendNumbered(source, 0, 100, 50);
      Runner next = runners.start(directory, Map.of(), "run", file.toString());
      await().atMost(PATIENCE).until(() -> topics.values(target).size() >= 150);
      next.signal("TERM");
      assertThat(next.await()).isZero();
      assertThat(topics.values(target)).hasSize(150);
      assertThat(next.err()).contains("starts at 100").doesNotContain("flyway", "WARN");
      assertThat(directory.resolve("sluice.mv.db")).exists();
      assertThat(directory.resolve("sluice.trace.db")).doesNotExist();
    }
  }
}
