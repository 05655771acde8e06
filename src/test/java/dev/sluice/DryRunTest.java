package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --dry-run}: what a run would do, and nothing of it done. */
class DryRunTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 2);

  @AfterEach
  void close() {
    topics.close();
  }

  private String yaml(String sync) {
    return Yaml.pipeline(source)
        .sync(sync)
        .source("topics: [" + source + "]\nnonJson: dead_letter")
        .where("value.n % 2 == 0")
        .target("topic: " + target)
        .rest("deadLetter: {topic: " + target + "}")
        .toString();
  }

  private Command dry(String sync) throws IOException {
    Path file = Files.writeString(directory.resolve("p.yaml"), yaml(sync));
    return Command.run(Map.of(), "run", "--dry-run", "--format", "json", file.toString());
  }

  @Test
  void itCountsWhatAFirstRunWouldDoAndLeavesNoTrace() throws IOException {
    topics.sendNumbered(source, 0, 0, 10);
    topics.send(source, 1, "no json");
    Command first = dry("full");
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err()).contains("dry run: nothing is written or saved");
    assertThat(first.out())
        .contains("\"state\" : \"completed\"", "\"read\" : 11", "\"filtered\" : 5")
        .contains("\"malformed\" : 1", "\"target\" : 5");
    assertThat(topics.all(target)).isEmpty();
    assertThat(topics.committed("sluice." + source)).isEmpty();
    Command again = dry("full");
    assertThat(again.out()).contains("\"read\" : 11");
  }

  @Test
  void itBeginsWhereThePipelineStandsAndDisturbsNobody() throws IOException {
    topics.sendNumbered(source, 0, 0, 4);
    try (TestRun running = TestRun.start(directory, yaml("full+incremental"))) {
      await().atMost(PATIENCE).until(() -> topics.all(target).size() == 2);
      Command beside = dry("full");
      assertThat(beside.exit()).as(beside.err()).isZero();
      assertThat(beside.err()).contains(source + "-0 starts at 4 (row 1");
      assertThat(beside.out()).contains("\"read\" : 0");
      assertThat(running.ended()).isFalse();
      assertThat(running.events())
          .noneMatch(dev.sluice.runtime.RunEvent.PartitionLeft.class::isInstance);
      topics.sendNumbered(source, 0, 4, 2);
      await().atMost(PATIENCE).until(() -> topics.all(target).size() == 3);
    }
  }
}
