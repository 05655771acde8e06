package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More pipelines in one process than are let in at a time. */
class ManyPipelinesTest {
  private static final int MANY = 50;

  @TempDir private Path directory;

  @Test
  void allOfThemStartAndEnd() throws IOException {
    try (Topics topics = new Topics(TestBroker.shared().bootstrapServers())) {
      String target = topics.create("to", 1);
      List<String> sources =
          IntStream.range(0, MANY).mapToObj(_ -> topics.create("from", 1)).toList();
      sources.forEach(source -> topics.send(source, 0, "{\"from\":\"" + source + "\"}"));
      Path file = Files.writeString(directory.resolve("many.yaml"), yaml(sources, target));
      Command run = Command.run(Map.of(), "run", file.toString());
      assertThat(run.exit()).as(run.all()).isZero();
      assertThat(topics.values(target))
          .containsExactlyInAnyOrderElementsOf(
              sources.stream().map(source -> "{\"from\":\"" + source + "\"}").toList());
    }
  }

  private static String yaml(List<String> sources, String target) {
    String connection =
        """
        apiVersion: sluice/v1
        kind: Connection
        name: there
        kafka: {bootstrapServers: "%s"}
        """
            .formatted(TestBroker.shared().bootstrapServers());
    return sources.stream()
        .map(source ->
            """
            ---
            apiVersion: sluice/v1
            kind: Pipeline
            name: copy-%1$s
            sync: full
            source: {connection: there, topics: [%1$s]}
            target: {connection: there, topic: %2$s}
            """
                .formatted(source, target))
        .collect(Collectors.joining("", connection, ""));
  }
}
