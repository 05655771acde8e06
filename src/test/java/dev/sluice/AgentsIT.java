package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Which runner takes which pipeline, as processes. */
class AgentsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", PARTITIONS);
  private final String target = topics.create("target", 1);

  @AfterEach
  void close() {
    topics.close();
  }

  private Path pipeline(String more) throws IOException {
    return Files.writeString(
        directory.resolve(source + ".yaml"),
        Yaml.pipeline(source)
            .source("topics: [" + source + "]")
            .target("topic: " + target)
            .rest(more)
            .toString());
  }

  private Runner run(Map<String, String> environment, String... arguments) {
    return runners.start(directory, environment, arguments);
  }

  /** The partitions that a runner has now, as its log says. */
  private Set<Integer> partitions(Runner runner) {
    Matcher line =
        Pattern.compile(Pattern.quote(source) + "-(\\d) (starts at|has left)")
            .matcher(runner.err());
    Set<Integer> held = new HashSet<>();
    while (line.find()) {
      Integer partition = Integer.valueOf(line.group(1));
      if (line.group(2).equals("starts at")) {
        held.add(partition);
      } else {
        held.remove(partition);
      }
    }
    return held;
  }

  @Test
  void runnersShareAPipelineAndTheOneThatIsLeftTakesOver() throws IOException {
    String file = pipeline("agent: auto").toString();
    Runner one = run(Map.of(), "run", file);
    await().atMost(PATIENCE).until(() -> topics.members("sluice." + source) == 1);
    Runner two = run(Map.of(), "run", file);
    await()
        .atMost(PATIENCE)
        .until(() -> partitions(one).size() == 2 && partitions(two).size() == 2);
    assertThat(partitions(one)).doesNotContainAnyElementsOf(partitions(two));

    one.kill();
    await().atMost(PATIENCE).until(() -> partitions(two).size() == PARTITIONS);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      topics.send(source, partition, "{\"n\":" + partition + "}");
    }
    await().atMost(PATIENCE).until(() -> topics.all(target).size() == PARTITIONS);
    two.signal("TERM");
    assertThat(two.await()).isZero();
  }

  @Test
  void aPipelineOfOneAgentIsLeftToItAndWarnedOfWhereNobodyRunsIt() throws IOException {
    String file = pipeline("agent: edge-7").toString();
    String warning = "warning: nobody runs it now";
    Runner nobody = run(Map.of(), "run", file);
    assertThat(nobody.await()).isZero();
    assertThat(nobody.err())
        .contains(source + ": left to agent edge-7", warning, "Start a runner with --agent edge-7")
        .contains("there is no pipeline for this runner");

    Runner edge = run(Map.of("SLUICE_AGENT", "edge-7"), "run", file);
    await().atMost(PATIENCE).until(() -> topics.members("sluice." + source) == 1);
    Runner other = run(Map.of("SLUICE_AGENT", "edge-7"), "run", "--agent", "edge-8", file);
    assertThat(other.await()).isZero();
    assertThat(other.err())
        .contains(source + ": left to agent edge-7", "there is no pipeline for this runner")
        .doesNotContain(warning);
    edge.signal("TERM");
    assertThat(edge.await()).isZero();

    Runner named = run(Map.of(), "run", "--agent", "edge-7", file);
    await().atMost(PATIENCE).until(() -> partitions(named).size() == PARTITIONS);
    named.signal("TERM");
    assertThat(named.await()).isZero();
  }
}
