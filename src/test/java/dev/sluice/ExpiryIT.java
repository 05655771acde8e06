package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.quickstart.LocalBroker;
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

/** A group whose offsets the broker forgets: a minute is the shortest time that it keeps them. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = "broker", mode = ResourceAccessMode.READ)
class ExpiryIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;

  @Test
  void aGroupThatExpiredIsToldBeforeTheRunAndInIt() throws Exception {
    try (LocalBroker broker =
            TestBroker.process(
                Map.of(
                    "offsets.retention.minutes", "1",
                    "offsets.retention.check.interval.ms", "500"));
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = topics.create("source", 1);
      String target = topics.create("target", 1);
      Path file =
          Files.writeString(
              directory.resolve("p.yaml"),
              Yaml.on(broker.bootstrapServers(), source)
                  .sync("incremental")
                  .source("topics: [" + source + "]")
                  .target("topic: " + target)
                  .rest("checkpoint: {store: kafka_group, interval: 200ms}")
                  .toString());
      topics.sendNumbered(source, 0, 0, 10);
      runUntilStarted(file, "row 5");
      Command kept = Command.run(Map.of(), "check", file.toString());
      assertThat(kept.out())
          .contains("the brokers forget the positions 1 minute after the last commit");

      String group = "sluice." + source;
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> topics.committed(group).isEmpty());
      topics.sendNumbered(source, 0, 10, 5);
      Runner again = runUntilStarted(file, "row 5");
      assertThat(again.err())
          .contains(
              "had committed nothing, which is taken for a first start; had the pipeline run"
                  + " before, its offsets have expired");
    }
  }

  private Runner runUntilStarted(Path file, String row) throws Exception {
    Runner runner = runners.start(directory, Map.of(), "run", file.toString());
    await().atMost(PATIENCE).until(() -> runner.err().contains(row));
    runner.signal("TERM");
    assertThat(runner.await()).isZero();
    return runner;
  }
}
