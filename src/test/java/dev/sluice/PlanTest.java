package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.json.Json;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What plan announces on a real broker, held against what run then does. */
@Execution(ExecutionMode.CONCURRENT)
class PlanTest {
  private static final String SERVERS = TestBroker.shared().bootstrapServers();

  private final Topics topics = new Topics(SERVERS);
  private final String source = topics.create("source", 1);
  private final String other = topics.create("other", 1);
  private final String target = topics.create("target", 1);
  private final String name = Topics.name("plan");
  @TempDir private Path directory;

  @BeforeEach
  void records() {
    topics.sendNumbered(source, 0, 0, 20);
    topics.sendNumbered(other, 0, 100, 20);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  /** A definition in a folder of its own. */
  private final class Definition {
    private String id = name;
    private String sync = "full";
    private String topicsRead = source;
    private String sourceKeys = "";
    private String filters = "";
    private String store = "kafka_topic";
    private String servers = SERVERS;
    private String pipelineName = name;
    private String rest = "";
    private String to = target;

    String write(String folder) throws IOException {
      Path path = Files.createDirectories(directory.resolve(folder));
      Files.writeString(
          path.resolve("p.yaml"),
          """
          apiVersion: sluice/v1
          kind: Pipeline
          name: %s
          id: %s
          sync: %s
          source: {connection: {kafka: {bootstrapServers: "%s"}}, topics: [%s]%s}
          filters: [%s]
          target: {connection: {kafka: {bootstrapServers: "%s"}}, topic: %s}
          checkpoint: {store: %s, interval: 200ms}
          %s
          """
              .formatted(
                  pipelineName,
                  id,
                  sync,
                  servers,
                  topicsRead,
                  sourceKeys,
                  filters,
                  servers,
                  to,
                  store,
                  rest));
      return path.toString();
    }
  }

  private Map<String, Object> plan(String against, String after) throws IOException {
    Command plan = command("plan", "--format", "json", "--against", against, after);
    assertThat(plan.err()).isEmpty();
    return Json.read(plan.out());
  }

  private Command command(String verb, String... arguments) {
    List<String> all =
        new ArrayList<>(List.of(verb, "--checkpoint-dir", directory + "/checkpoints"));
    all.addAll(List.of(arguments));
    return Command.run(Map.of(), all.toArray(String[]::new));
  }

  /** Runs to the end; how many records were read. */
  private long run(String files) throws IOException {
    Command run = command("run", "--format", "json", files);
    assertThat(run.exit()).as(run.all()).isZero();
    return (long) pipelines(Json.read(run.out())).getFirst().get("read");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> pipelines(Map<String, Object> report) {
    return (List<Map<String, Object>>) report.get("pipelines");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> partitions(Map<String, Object> report) {
    return (List<Map<String, Object>>) pipelines(report).getFirst().get("partitions");
  }

  private static Map<String, Object> first(Map<String, Object> report) {
    return pipelines(report).getFirst();
  }

  private static void numbers(
      Map<String, Object> of, long reads, long replays, long skips, long loses) {
    assertThat(of)
        .containsEntry("reads", reads)
        .containsEntry("replays", replays)
        .containsEntry("skips", skips)
        .containsEntry("loses", loses);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kafka_topic", "kafka_group", "file", "jdbc, url: \"jdbc:h2:file:%s/db\""})
  void anUnchangedPipelineIsSafeAndReadsItsLag(String store) throws IOException {
    Definition same = new Definition();
    same.store = store.formatted(directory);
    String files = same.write("a");

    Map<String, Object> before = plan(files, files);
    assertThat(first(before)).containsEntry("verdict", "safe").containsEntry("change", "unchanged");
    numbers(first(before), 20, 0, 0, 0);
    assertThat(partitions(before).getFirst()).containsEntry("row", 5L).containsEntry("start", 0L);
    assertThat(run(files)).isEqualTo(20);

    topics.sendNumbered(source, 0, 20, 7);
    Map<String, Object> after = plan(files, files);
    numbers(first(after), 7, 0, 0, 0);
    assertThat(partitions(after).getFirst())
        .containsEntry("row", 1L)
        .containsEntry("delivered", 20L)
        .containsEntry("end", 27L);
    assertThat(run(files)).isEqualTo(7);
    assertThat(topics.all(target)).hasSize(27);
  }

  @Test
  void anotherIdReadsEverythingAgain() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    topics.sendNumbered(source, 0, 20, 5);
    files.id = name + "-2";
    String is = files.write("is");

    Map<String, Object> plan = plan(was, is);
    assertThat(first(plan)).containsEntry("verdict", "replays").containsEntry("change", "changed");
    numbers(first(plan), 25, 20, 0, 0);
    Command text = command("plan", "--against", was, is);
    assertThat(text.out())
        .contains(name + ": changed, replays 20 records")
        .containsPattern("\\n  id +" + name + " -> " + name + "-2: the old position is not used\\n")
        .contains("row 5: starts at 0, delivered 20, reads 25, replays 20")
        .contains("1 pipeline changed");
    assertThat(command("plan", "--fail-on", "replays", "--against", was, is).exit()).isEqualTo(1);
    assertThat(command("plan", "--fail-on", "skips", "--against", was, is).exit()).isZero();
    assertThat(command("plan", "--exit-code", "--against", was, is).exit()).isEqualTo(4);
    assertThat(command("plan", "--exit-code", "--against", is, is).exit()).isZero();

    assertThat(run(is)).isEqualTo(25);
    assertThat(topics.all(target)).hasSize(45); // 20 of them twice
  }

  /** A rename that forgot its id. */
  @Test
  void aRenamedPipelineIsFoundByItsSourceAndTarget() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    files.id = name + "-2";
    files.pipelineName = name + "-2";
    Map<String, Object> plan = plan(was, files.write("is"));
    assertThat(pipelines(plan)).hasSize(1);
    assertThat(first(plan)).containsEntry("verdict", "replays").containsEntry("replays", 20L);
  }

  @Test
  void aTopicMoreIsReadFromItsBeginningAndOneLessLeavesItsRest() throws IOException {
    Definition files = new Definition();
    files.sync = "full+incremental";
    files.topicsRead = source;
    Definition full = new Definition();
    String was = full.write("was");
    assertThat(run(was)).isEqualTo(20);
    topics.sendNumbered(source, 0, 20, 5);

    full.topicsRead = source + ", " + other;
    Map<String, Object> more = plan(was, full.write("more"));
    numbers(first(more), 25, 0, 0, 0);
    assertThat(partitions(more))
        .anySatisfy(each ->
            assertThat(each)
                .containsEntry("topic", other)
                .containsEntry("row", 4L)
                .containsEntry("start", 0L)
                .containsEntry("note", "newly matches"));

    full.topicsRead = other;
    String less = full.write("less");
    Map<String, Object> plan = plan(was, less);
    assertThat(first(plan)).containsEntry("verdict", "skips");
    numbers(first(plan), 20, 0, 5, 0);
    assertThat(command("plan", "--against", was, less).out())
        .contains("skips at least 5 records")
        .contains("not read, delivered 20, skips at least 5");
    assertThat(run(less)).isEqualTo(20);
    assertThat(topics.all(target)).hasSize(40); // the five are nowhere
  }

  @Test
  void whatRetentionTookIsLostAndSaysSo() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    topics.sendNumbered(source, 0, 20, 30);
    topics.deleteBefore(source, 0, 32);

    Map<String, Object> stops = plan(was, was);
    assertThat(first(stops)).containsEntry("verdict", "stops");
    numbers(first(stops), 0, 0, 0, 12);
    assertThat(partitions(stops).getFirst())
        .containsEntry("row", 3L)
        .doesNotContainKey("start")
        .extractingByKey("note")
        .asString()
        .contains("offsets 20 to 31 are gone")
        .contains("Set outOfRange: earliest");
    assertThat(command("run", was).exit()).isEqualTo(1);

    files.sourceKeys = ", outOfRange: latest";
    Map<String, Object> latest = plan(was, files.write("latest"));
    assertThat(first(latest)).containsEntry("verdict", "may_lose");
    numbers(first(latest), 0, 0, 18, 12);

    files.sourceKeys = ", outOfRange: earliest";
    String earliest = files.write("earliest");
    Map<String, Object> plan = plan(was, earliest);
    assertThat(first(plan)).containsEntry("verdict", "may_lose");
    numbers(first(plan), 18, 0, 0, 12);
    assertThat(run(earliest)).isEqualTo(18);
  }

  @Test
  void aTopicCreatedAgainIsAnotherLog() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    topics.delete(source);
    topics.create(source, 1, Map.of());
    topics.sendNumbered(source, 0, 0, 3);

    Map<String, Object> stops = plan(was, was);
    assertThat(first(stops)).containsEntry("verdict", "stops");
    numbers(first(stops), 0, 0, 0, 0);
    assertThat(partitions(stops).getFirst())
        .containsEntry("row", 2L)
        .doesNotContainKey("delivered");

    files.sourceKeys = ", topicRecreated: restart";
    String restart = files.write("restart");
    Map<String, Object> plan = plan(was, restart);
    numbers(first(plan), 3, 0, 0, 0);
    assertThat(run(restart)).isEqualTo(3);
  }

  @Test
  void anIncrementalOneWithAnotherIdSkipsWhatLiesBetween() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    topics.sendNumbered(source, 0, 20, 6);
    files.id = name + "-2";
    files.sync = "incremental";
    String is = files.write("is");
    Map<String, Object> plan = plan(was, is);
    assertThat(first(plan)).containsEntry("verdict", "skips");
    numbers(first(plan), 0, 0, 6, 0);
    assertThat(command("plan", "--against", was, is).out()).contains("skips at least 6 records");
  }

  @Test
  void aNewOneReplaysAndSkipsNothingAndARemovedOneLeavesItsRest() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    topics.sendNumbered(source, 0, 20, 4);
    files.id = "x" + name;
    files.pipelineName = files.id;
    files.topicsRead = other;
    files.sync = "incremental";
    Map<String, Object> plan = plan(was, files.write("is"));
    assertThat(plan).containsEntry("changes", "true");
    assertThat(pipelines(plan)).hasSize(2);
    assertThat(first(plan))
        .containsEntry("change", "removed")
        .containsEntry("verdict", "skips")
        .containsEntry("skips", 4L);
    assertThat(pipelines(plan).getLast())
        .containsEntry("change", "new")
        .containsEntry("verdict", "safe");
    numbers(pipelines(plan).getLast(), 0, 0, 0, 0);
    assertThat(pipelines(plan).getLast().get("notes").toString())
        .contains("leaves 20 records unread");
  }

  @Test
  void ofARemovedOneWhatRetentionTookIsLost() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    topics.sendNumbered(source, 0, 20, 10);
    topics.deleteBefore(source, 0, 26);
    files.topicsRead = other;
    Map<String, Object> plan = plan(was, files.write("is"));
    assertThat(first(plan)).containsEntry("verdict", "may_lose");
    numbers(first(plan), 20, 0, 4, 6);
  }

  /** Where offsets are missing, numbers are upper bounds. */
  @Test
  void aLogThatIsCompactedIsCountedFromAbove() throws IOException {
    Definition files = new Definition();
    files.topicsRead =
        topics.create(Topics.name("compacted"), 1, Map.of("cleanup.policy", "compact"));
    String is = files.write("is");
    assertThat(first(plan(is, is))).containsEntry("approximate", "true");
    files.topicsRead = source;
    String plain = files.write("plain");
    assertThat(first(plan(plain, plain))).containsEntry("approximate", "false");
  }

  @Test
  void otherSlotsThanWereFixedStopTheRun() throws IOException {
    Definition files = new Definition();
    files.store = "kafka_topic, slots: 4";
    files.rest = "delivery: exactly_once";
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    files.store = "kafka_topic, slots: 5";
    String is = files.write("is");
    Map<String, Object> plan = plan(was, is);
    assertThat(first(plan)).containsEntry("verdict", "stops");
    assertThat(first(plan).get("why").toString()).contains("checkpoint.slots is 5");
    assertThat(command("run", is).exit()).isEqualTo(2);
  }

  @Test
  void aFullSyncThatWasNotFinishedKeepsItsBound() throws IOException {
    Definition files = new Definition();
    files.filters = "{where: value.n < 15}";
    files.sourceKeys = "";
    String was = files.write("was");
    topics.send(source, 0, "stop here");
    topics.sendNumbered(source, 0, 21, 9);
    assertThat(command("run", was).exit()).isEqualTo(1); // at offset 20; the bound is 30
    topics.sendNumbered(source, 0, 30, 10);
    files.sourceKeys = ", nonJson: skip";
    String is = files.write("is");
    Map<String, Object> plan = plan(was, is);
    assertThat(partitions(plan).getFirst()).containsEntry("start", 20L).containsEntry("end", 30L);
    numbers(first(plan), 10, 0, 0, 0);
    assertThat(run(is)).isEqualTo(10);

    // without the partition the bound is gone too: the other topic is read at once
    files.topicsRead = other;
    assertThat(first(plan(was, files.write("other")))).containsEntry("reads", 20L);
  }

  @Test
  void anotherNumberOfPartitionsAtTheTargetIsANote() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(run(was)).isEqualTo(20);
    files.to = topics.create("wide", 5);
    Command plan = command("plan", "--against", was, files.write("is"));
    assertThat(plan.out())
        .containsPattern(
            "target.topic +" + target + " -> " + files.to + ": records already delivered")
        .contains("writes " + source + " to 5 partitions, before to 1: keys may go to other");
  }

  @Test
  void whatRetentionWillTakeIsToldInTime() throws IOException {
    long hour = 3_600_000;
    Definition files = new Definition();
    files.topicsRead =
        topics.create(Topics.name("kept"), 1, Map.of("retention.ms", Long.toString(hour)));
    long then = System.currentTimeMillis() - 40 * hour / 60;
    topics.send(List.of(at(files.topicsRead, then)));
    String is = files.write("is");
    assertThat(run(is)).isEqualTo(1);
    topics.send(List.of(at(files.topicsRead, then + 60_000)));
    Map<String, Object> partition = partitions(plan(is, is)).getFirst();
    assertThat(partition).containsEntry("reads", 1L).containsEntry("lagMs", 60_000L);
    assertThat(partition.get("note").toString())
        .isEqualTo(
            "retention deletes what is unread from about "
                + java.time.Instant.ofEpochMilli(then + hour)
                + " on");
  }

  private static ProducerRecord<byte[], byte[]> at(String topic, long timestamp) {
    return new ProducerRecord<>(topic, 0, timestamp, null, Topics.bytes("{\"n\":1}"));
  }

  @Test
  void whoDoesNotAnswerIsUnknownAndTheOthersAreReported() throws IOException {
    Definition files = new Definition();
    String good = files.write("good");
    assertThat(run(good)).isEqualTo(20);
    Definition dead = new Definition();
    dead.pipelineName = "dead";
    dead.id = "dead";
    dead.servers = "127.0.0.1:1";
    dead.write("good/dead");
    Command plan = command("plan", "--format", "json", "--against", good, good);
    assertThat(plan.exit()).isEqualTo(3);
    assertThat(first(Json.read(plan.out())))
        .containsEntry("pipeline", "dead")
        .containsEntry("verdict", "unknown")
        .extractingByKey("why")
        .asString()
        .contains("127.0.0.1:1");
    assertThat(pipelines(Json.read(plan.out())).getLast()).containsEntry("verdict", "safe");
    assertThat(command("plan", "--offline", "--against", good, good).exit()).isZero();

    dead.servers = "${SLUICE_NOBODY_HAS_SET_THIS}";
    dead.write("good/dead");
    Command unset = command("plan", "--format", "json", good);
    assertThat(unset.exit()).isEqualTo(3);
    assertThat(first(Json.read(unset.out())).get("why").toString())
        .contains("${SLUICE_NOBODY_HAS_SET_THIS}");
  }

  /** Against what the store knows of the last run. */
  @Test
  void aloneItSaysWhetherTheDefinitionIsAnotherOne() throws IOException {
    Definition files = new Definition();
    String was = files.write("was");
    assertThat(first(Json.read(command("plan", "--format", "json", was).out())))
        .containsEntry("change", "new");
    assertThat(run(was)).isEqualTo(20);
    assertThat(first(Json.read(command("plan", "--format", "json", was).out())))
        .containsEntry("change", "unchanged");
    files.filters = "{where: value.n > 3}";
    assertThat(first(Json.read(command("plan", "--format", "json", files.write("is")).out())))
        .containsEntry("change", "changed")
        .containsEntry("verdict", "safe");
  }

  /** An open look at a running pipeline's file store changes nothing in it. */
  @Test
  void writesNothing() throws IOException {
    Definition files = new Definition();
    files.store = "file";
    String was = files.write("was");
    var _ = plan(was, was);
    assertThat(directory.resolve("checkpoints")).doesNotExist();
    Definition embedded = new Definition();
    embedded.store = "jdbc, url: \"jdbc:h2:file:" + directory + "/db\"";
    String file = embedded.write("embedded");
    var _ = plan(file, file);
    assertThat(directory.resolve("db.mv.db")).doesNotExist();
  }
}
