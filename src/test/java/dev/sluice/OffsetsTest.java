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
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions, looked at and changed by hand. */
@Execution(ExecutionMode.CONCURRENT)
class OffsetsTest {
  private static final String SERVERS = TestBroker.shared().bootstrapServers();

  private static final String GROUP = "checkpoint: {store: kafka_group}";

  private final Topics topics = new Topics(SERVERS);
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 2);
  @TempDir private Path directory;
  private Path file;
  private String rest = "";

  @BeforeEach
  void fill() throws IOException {
    topics.sendNumbered(source, 0, 0, 30);
    topics.sendNumbered(source, 1, 100, 20);
    write("full", "");
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private void write(String sync, String further) throws IOException {
    rest = further.replace("DIRECTORY", directory.toString());
    file = Files.writeString(directory.resolve("p.yaml"), yaml(sync));
  }

  private String yaml(String sync) {
    return Yaml.pipeline(source)
        .sync(sync)
        .source("topics: [" + source + "]")
        .target("topic: " + target + "\npartition: same")
        .rest(rest)
        .toString();
  }

  private Command sluice(String... arguments) {
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = file.toString();
    return Command.run(Map.of(), all);
  }

  private Command done(String... arguments) {
    Command command = sluice(arguments);
    assertThat(command.exit()).as(command.all()).isZero();
    return command;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "delivery: exactly_once",
        GROUP,
        GROUP + "\ndelivery: exactly_once",
        "checkpoint: {store: jdbc, url: \"jdbc:h2:file:DIRECTORY/sluice\"}"
      })
  void positionsAreShownMovedAndReadFromThere(String delivery) throws IOException {
    write("full", delivery);
    assertThat(done("offsets", "show").out()).contains("never started");
    done("run");
    assertThat(done("offsets", "show").out())
        .contains("full sync completed")
        .containsPattern(source + "-0 +next 30 +end 30 +lag 0")
        .containsPattern(source + "-1 +next 20 +end 20 +lag 0");
    assertThat(done("offsets", "show", "--format", "json").out())
        .contains("\"next\" : 30", "\"lag\" : 0", "\"topicId\" : ");

    assertThat(
            done("offsets", "set", "--topic", source, "--partition", "0", "--offset", "25").out())
        .containsPattern(source + "-0 +30 -> 25")
        .containsPattern(source + "-1 +20\n");
    assertThat(done("offsets", "lag").out()).contains("lag 5 in 2 partitions");
    assertThat(
            done(
                    "offsets",
                    "reset",
                    "--topic",
                    source,
                    "--partition",
                    "1",
                    "--to",
                    "earliest",
                    "--dry-run")
                .out())
        .containsPattern(source + "-1 +20 -> 0")
        .contains("nothing was changed");
    done("run");
    assertThat(topics.values(target)).hasSize(55);

    Command beyond =
        sluice("offsets", "set", "--topic", source, "--partition", "0", "--offset", "99");
    assertThat(beyond.exit()).isEqualTo(1);
    assertThat(beyond.all()).contains("holds offsets 0 to 30, not 99");
    assertThat(sluice("offsets", "reset", "--topic", "other", "--to", "latest").exit())
        .isEqualTo(3);
    assertThat(sluice("offsets", "reset", "--to", "someday").all()).contains("Expected earliest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", GROUP})
  void aResetStartsAnewAndTheMarkerOfAFullSyncMayStay(String store) throws IOException {
    write("full", store);
    done("run");
    assertThat(done("offsets", "reset").out())
        .containsPattern(source + "-0 +30 -> none")
        .contains("first start: ", "full sync completed: ");
    done("run");
    assertThat(topics.values(target)).hasSize(100);

    assertThat(done("offsets", "reset", "--keep-full-marker").out())
        .doesNotContain("full sync completed: ");
    write("incremental", store);
    TestRun run = TestRun.start(directory, yaml("incremental"));
    await().until(() -> run.starts().size() == 2);
    assertThat(run.starts()).allMatch(start -> start.contains("row 6"));
    run.stop();
  }

  @Test
  void theVerbAloneSaysWhatThereIs() {
    Command alone = Command.run(Map.of(), "offsets");
    assertThat(alone.exit()).isEqualTo(2);
    assertThat(alone.err()).contains("Usage: sluice offsets", "show", "lag", "reset", "import");
    assertThat(Command.run(Map.of(), "offsets", "reset", "--help").out())
        .contains("Usage: sluice offsets reset", "sluice offsets reset --topic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", GROUP})
  void whatWasExportedIsImported(String store) throws IOException {
    write("full", store);
    done("run");
    Path exported = directory.resolve("exported.json");
    done("offsets", "export", "--out", exported.toString());
    done("offsets", "reset");
    assertThat(done("offsets", "import", "--from", exported.toString()).out())
        .containsPattern(source + "-0 +none -> 30");
    done("run");
    assertThat(topics.values(target)).hasSize(50);
    Files.writeString(exported, "{\"version\": 99}");
    assertThat(sluice("offsets", "import", "--from", exported.toString()).all())
        .contains("is of version 99");
    assertThat(sluice("offsets", "import").all()).contains("Say either --from FILE or --group");
  }

  @Test
  void aConsumerGroupIsTakenOver() throws Exception {
    String group = Topics.name("copier");
    topics
        .admin()
        .alterConsumerGroupOffsets(
            group, Map.of(new TopicPartition(source, 0), new OffsetAndMetadata(28)))
        .all()
        .get();
    assertThat(done("offsets", "import", "--group", group).out())
        .containsPattern(source + "-0 +none -> 28");
    done("run");
    assertThat(topics.values(target)).hasSize(22);
    assertThat(sluice("offsets", "import", "--group", "nobody").all())
        .contains("has committed nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "delivery: exactly_once", GROUP})
  void aPipelineThatRunsIsLeftAlone(String delivery) throws IOException {
    write("full+incremental", delivery);
    TestRun run = TestRun.start(directory, yaml("full+incremental"));
    await().until(() -> topics.values(target).size() == 50);
    Command refused = sluice("offsets", "reset");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.all()).contains("runs: its group sluice." + source + " has 1 member");
    run.stop();
    done("offsets", "reset");
  }

  @Test
  void aDirectoryIsHeldByWhoRunsAndMovedByAnImport() throws IOException {
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    write("full", "checkpoint: {store: file}");
    done("run", "--checkpoint-dir", one.toString());
    Path exported = directory.resolve("exported.json");
    done("offsets", "export", "--checkpoint-dir", one.toString(), "--out", exported.toString());
    Command refused = sluice("run", "--checkpoint-dir", other.toString());
    assertThat(refused.all()).contains("another checkpoint directory");
    done("offsets", "import", "--checkpoint-dir", other.toString(), "--from", exported.toString());
    done("run", "--checkpoint-dir", other.toString());
    assertThat(topics.values(target)).hasSize(50);
  }
}
