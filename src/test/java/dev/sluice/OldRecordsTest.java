package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records from 2023 into a topic that keeps a week: the brokers delete them within seconds. */
@Execution(ExecutionMode.CONCURRENT)
class OldRecordsTest {
  private static final long THEN = Instant.parse("2023-05-01T00:00:00Z").toEpochMilli();
  private static final String WEEK = Long.toString(Duration.ofDays(7).toMillis());

  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  @TempDir private Path directory;
  private String source;

  @BeforeEach
  void fill() {
    source = topics.create("old", 1);
    topics.send(
        IntStream.range(0, 100)
            .mapToObj(n ->
                new ProducerRecord<byte[], byte[]>(
                    source, 0, n < 80 ? THEN + n : null, null, Topics.bytes("{\"n\":" + n + "}")))
            .toList());
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private Command sluice(String verb, String targetKeys) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("p.yaml"),
            Yaml.pipeline(source).source("topics: [" + source + "]").target(targetKeys).toString());
    return Command.run(Map.of(), verb, file.toString());
  }

  private String created(String retention) {
    return "topic: "
        + Topics.name("new")
        + "\ncreateTopic: {partitions: 1, replicas: 1, config: {retention.ms: \""
        + retention
        + "\"}}";
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void areTold(boolean creates) throws IOException {
    String keys =
        creates
            ? created(WEEK)
            : "topic: " + topics.create(Topics.name("there"), 1, Map.of("retention.ms", WEEK));
    assertThat(sluice("plan", keys).out())
        .contains("new, may lose 80 records", "80 are older than ", " keeps records (168 h)")
        .contains("retention.ms: \"-1\"");
    assertThat(sluice("check", keys).out())
        .contains("weak-target", "keeps records for 168 h", "2023-05-01T00:00:00Z");
  }

  @Test
  void areNotTheTargetsMatterWhereItKeepsThem() throws IOException {
    String keys = created("-1");
    assertThat(sluice("plan", keys).out()).contains("new, safe").doesNotContain("older");
    assertThat(sluice("check", keys).out()).doesNotContain("2023");
  }
}
