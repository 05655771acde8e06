package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of one record's children the target refuses one: the others arrive, once each and in order. */
@Execution(ExecutionMode.CONCURRENT)
class ExplodeTest {
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  @ParameterizedTest
  @CsvSource({
    "at_least_once, skip",
    "at_least_once, dead_letter",
    "exactly_once, skip",
    "exactly_once, dead_letter"
  })
  void onlyTheRefusedOneIsSetAside(String delivery, String policy) {
    String source = topics.create("source", 1);
    String target = topics.create(Topics.name("small"), 1, Map.of("max.message.bytes", "2000"));
    String dead = topics.create("dead", 1);
    topics.send(
        source,
        0,
        "{\"items\":[1]}",
        "{\"items\":[2,3,\"" + "x".repeat(5_000) + "\",4,5]}",
        "{\"items\":[6,\"" + "y".repeat(5_000) + "\",\"" + "z".repeat(5_000) + "\"]}",
        "{\"items\":[7]}");
    Yaml yaml =
        Yaml.pipeline(Topics.name("p"))
            .sync("full")
            .source("topics: [" + source + "]")
            .where("true")
            .target("topic: " + target + "\npushError: " + policy)
            .rest("delivery: " + delivery + "\ndeadLetter: {topic: " + dead + "}");
    PipelineResult result =
        TestRun.complete(
            directory, yaml.toString().replace("where: 'true'", "explode: value.items"));

    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(result.books().balance()).isTrue();
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      expected.add("{\"items\":" + i + "}");
    }
    List<String> written = topics.values(target);
    if (delivery.equals("exactly_once")) {
      assertThat(written).containsExactlyElementsOf(expected);
    } else {
      assertThat(written).containsSubsequence(expected);
      assertThat(written).containsOnly(expected.toArray(String[]::new));
    }
    boolean letters = policy.equals("dead_letter");
    assertThat(topics.values(dead).stream().map(value -> value.charAt(10)))
        .containsExactlyElementsOf(letters ? List.of('x', 'y', 'z') : List.of());
    var counts = result.books().stage("target");
    assertThat(letters ? counts.deadLettered() : counts.skipped()).isEqualTo(Map.of("refused", 3L));
    assertThat(counts.out()).isEqualTo(7);
  }
}
