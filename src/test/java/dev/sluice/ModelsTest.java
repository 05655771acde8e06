package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.model.ModelFile;
import dev.sluice.model.Refresh;
import dev.sluice.problem.Location;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Node;
import dev.sluice.schema.Settings;
import dev.sluice.stages.kafka.KafkaSourceType;
import dev.sluice.stages.kafka.ModelSampler;
import dev.sluice.stages.kafka.ModelWatch;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of topics on a real broker, and expressions that are held against them. */
class ModelsTest {
  private final String servers = TestBroker.shared().bootstrapServers();
  private final Topics topics = new Topics(servers);
  private final String source = topics.create("orders", 2);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private Path pipeline(String where, String more) throws IOException {
    return Files.writeString(
        directory.resolve("p.yaml"),
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: p
        sync: full
        source: {connection: {kafka: {bootstrapServers: "%s"}}, topicExpression: '%s'%s}
        filters: [{where: '%s'}]
        target: {connection: {kafka: {bootstrapServers: "%s"}}, topic: out}
        checkpoint: {store: memory}
        """
            .formatted(servers, source, more, where, servers));
  }

  private static Command sluice(String... arguments) {
    return Command.run(Map.of(), arguments);
  }

  @Test
  void showsTopicsAndTheirFieldsAndLeavesNoTrace() throws IOException {
    for (int partition = 0; partition < 2; partition++) {
      topics.send(
          source,
          partition,
          "{\"region\":\"EU\",\"amount\":250,\"customer\":{\"email\":\"a@b.c\"}}",
          "{\"region\":null,\"amount\":2.5,\"items\":[{\"sku\":\"x\"}]}");
    }
    Command models = sluice("models", pipeline("true", "").toString());
    assertThat(models.exit()).as(models.all()).isZero();
    assertThat(models.out())
        .startsWith(
            "p source: 1 topic\n  " + source + ": 2 partitions, 4 offsets; of 4 sampled 0 without")
        .containsPattern("\n    amount +number\n")
        .containsPattern("\n    customer.email +string\n")
        .containsPattern("\n    items\\[]\\.sku +string\n")
        .containsPattern("\n    region +string +null 50 %\n")
        .containsPattern("\n    customer +object +missing 50 %\n");
    assertThat(topics.members("sluice.p")).isZero();
    assertThat(topics.committed("sluice.p")).isEmpty();
  }

  @Test
  void looksAtTheNewestRecordsAlone() throws IOException {
    topics.sendNumbered(source, 0, 0, 500);
    topics.send(source, 0, "{\"newest\":true}");
    Command few =
        sluice("models", "--sample", "10", "--format", "json", pipeline("true", "").toString());
    assertThat(few.out())
        .contains("\"records\" : 501", "\"sampled\" : 10", "\"field\" : \"newest\"");
  }

  @Test
  void expressionsAreHeldAgainstASavedModel() throws IOException {
    topics.send(
        source,
        0,
        "{\"region\":\"EU\",\"customer\":{\"email\":\"a\"},\"items\":[{\"sku\":\"x\"}]}");
    Path saved = directory.resolve("models.json");
    assertThat(sluice("models", "--save", saved.toString(), pipeline("true", "").toString()).exit())
        .isZero();
    assertThat(ModelFile.read(saved))
        .singleElement()
        .satisfies(model -> {
          assertThat(model.topic()).isEqualTo(source);
          assertThat(model.fields()).containsKey(List.of("customer", "email"));
        });

    Path wrong =
        pipeline(
            "value.regoin == \"EU\" && has(value.customer.mail) && value.items[0].skv == \"x\" && value.items.exists(i, i.sku == \"y\" && i.skk == \"y\") && value.custmer.email == \"x\" && value[\"region\"] != \"\"",
            "");
    Command warned = sluice("validate", "--models", saved.toString(), wrong.toString());
    assertThat(warned.exit()).isZero();
    assertThat(warned.out())
        .contains(
            wrong
                + ":6:19: warning[unknown-field] filters[0].where: no record in the sample of "
                + source
                + " has the field value.regoin (column 6 of the expression). Did you mean \"region\"?",
            "has the field value.customer.mail",
            "Did you mean \"email\"?",
            "has the field value.items[].skv",
            "Did you mean \"sku\"?",
            "has the field value.items[].skk (column",
            "has the field value.custmer (column",
            "Did you mean \"customer\"?",
            "0 errors, 5 warnings in 1 file");
    assertThat(
            sluice("validate", "--strict", "--models", saved.toString(), wrong.toString()).exit())
        .isEqualTo(2);
    Command right =
        sluice(
            "validate",
            "--models",
            saved.toString(),
            pipeline("value.region == \"EU\"", "").toString());
    assertThat(right.out()).isEqualTo("1 pipeline, 0 connections: valid\n");
    Command none =
        sluice("validate", "--models", directory.resolve("none.json").toString(), wrong.toString());
    assertThat(none.exit()).isEqualTo(2);
    for (Map.Entry<String, String> broken :
        Map.of(
                "",
                "it is empty",
                "{",
                "line 1, column 2: ",
                "[]",
                "not a JSON object",
                "{}",
                "\"models\" is missing")
            .entrySet()) {
      Files.writeString(saved, broken.getKey());
      assertThat(sluice("validate", "--models", saved.toString(), wrong.toString()).err())
          .contains(broken.getValue())
          .doesNotContain("Source:", "JsonEOF");
    }
    assertThat(none.err()).contains("of --models cannot be read: it is not there");
  }

  @Test
  void aFileThatCannotBeSavedIsSaidBeforeAnythingIsAsked() throws IOException {
    Path nowhere = directory.resolve("nowhere/models.json");
    Command models =
        sluice("models", "--save", nowhere.toString(), pipeline("true", "").toString());
    assertThat(models.exit()).isEqualTo(2);
    assertThat(models.out()).isEmpty();
    assertThat(models.err()).contains("The folder of \"" + nowhere + "\" of --save is not there");
  }

  @Test
  void aClusterThatIsAwayIsExit3AndSaysSo() throws IOException {
    Path away = pipeline("true", "");
    Files.writeString(away, Files.readString(away).replace(servers, "localhost:1"));
    Command models = sluice("models", "--format", "json", away.toString());
    assertThat(models.exit()).isEqualTo(3);
    assertThat(models.out()).contains("\"code\" : \"unreachable\"", "localhost:1 does not answer");
  }

  @Test
  void aWatchReportsATypeThatChanges() {
    topics.send(source, 0, "{\"amount\":1}");
    List<String> drift = new ArrayList<>();
    ModelWatch watch =
        new ModelWatch(
            new Refresh(Optional.of(LocalTime.of(2, 0)), ZoneId.of("UTC"), 10_000),
            (topic, change) -> drift.add(topic + " " + change));
    try (KafkaCluster cluster = new KafkaCluster(KafkaConnection.plain("there", servers))) {
      ModelSampler sampler = new ModelSampler(cluster, settings(), 10);
      Instant now = Instant.parse("2026-11-24T17:00:00Z");
      assertThat(watch.round(sampler, now)).contains(Instant.parse("2026-11-24T18:00:00Z"));
      assertThat(watch.round(sampler, now)).isPresent();
      assertThat(drift).isEmpty();
      topics.send(source, 1, "{\"amount\":\"1\"}");
      assertThat(watch.round(sampler, now)).isPresent();
    }
    assertThat(drift).containsExactly(source + " amount: integer -> string|integer");
  }

  private Settings settings() {
    Location at = new Location("f.yaml", 1, 1);
    Node name = new Node.Scalar(at, source, source, true, true);
    return new KafkaSourceType()
        .section()
        .parse(
            new Node.Mapping(
                at, List.of(new Node.Entry("topics", at, new Node.Sequence(at, List.of(name))))),
            "source",
            new Problems());
  }

  @Test
  void aRunWatchesWhereTheSourceSaysSoAndIsNotHeldUp() throws IOException {
    topics.create("out-" + source, 1, Map.of());
    topics.send(source, 0, "{\"amount\":1}");
    Path watched = pipeline("true", ", models: {sample: 10}");
    Files.writeString(
        watched, Files.readString(watched).replace("topic: out", "topic: out-" + source));
    Command run = sluice("run", "--format", "json", watched.toString());
    assertThat(run.exit()).as(run.all()).isZero();
    assertThat(run.out()).contains("\"read\" : 1", "\"drifts\" : 0");
  }
}
