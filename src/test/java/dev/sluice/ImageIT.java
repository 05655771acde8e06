package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.Container;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** An image as users run it; {@code native/prove} builds one and names it. */
@EnabledIfSystemProperty(named = "sluice.image", matches = ".+")
class ImageIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 2);

  @BeforeEach
  void write() throws IOException {
    StringBuilder yaml = new StringBuilder();
    for (String codec : List.of("zstd", "snappy", "lz4", "gzip")) {
      yaml.append(
          Yaml.pipeline(source + "-" + codec)
              .source("topics: [" + source + "]")
              .where("value.n % 2 == 0")
              .target("topic: " + target + "\ncompression: " + codec)
              .rest("checkpoint: {interval: 200ms}"));
      yaml.append("---\n");
    }
    Files.writeString(directory.resolve("p.yaml"), yaml.substring(0, yaml.length() - 4));
    assertThat(directory.toFile().setReadable(true, false)).isTrue();
    assertThat(directory.toFile().setExecutable(true, false)).isTrue();
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void itRunsWhatIsMountedAndStopsGracefullyAndGoesOnWhereItWas() {
    topics.sendNumbered(source, 0, 0, 50);
    topics.sendNumbered(source, 1, 50, 50);
    try (Container first = Container.run(directory, List.of())) {
      await().atMost(PATIENCE).until(() -> topics.all(target).size() == 4 * 50);
      await().atMost(PATIENCE).until(() -> first.exec("sluice-health") == 0);
      assertThat(first.stop()).as(first.logs()).isZero();
      assertThat(first.logs()).contains("stopped", "target=50");
    }
    topics.sendNumbered(source, 0, 100, 10);
    List<String> hardened =
        List.of("--read-only", "--user", "4711:4711", "--cap-drop", "ALL", "--memory", "700m");
    try (Container second = Container.run(directory, hardened)) {
      await().atMost(PATIENCE).until(() -> topics.all(target).size() >= 4 * 55);
      assertThat(second.stop()).as(second.logs()).isZero();
      assertThat(second.logs())
          .as("it goes on from the checkpoint")
          .contains(source + "-0 starts at 50 (row 1", source + "-1 starts at 50 (row 1")
          .doesNotContain("Exception");
    }
    assertThat(topics.all(target)).as("and repeats nothing").hasSize(4 * 55);
  }

  @Test
  void exitCodesComeThrough() throws IOException {
    Files.writeString(directory.resolve("p.yaml"), "apiVersion: sluice/v1\nkind: Pipeline\n");
    try (Container broken = Container.run(directory, List.of())) {
      assertThat(broken.await()).as(broken.logs()).isEqualTo(2);
      assertThat(broken.logs()).contains("/pipelines/p.yaml:1:1: error[missing-key]");
    }
  }
}
