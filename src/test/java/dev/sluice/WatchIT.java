package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.json.Json;
import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.SecureBroker;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while a runner runs what they define; and its log for machines. */
class WatchIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 1);
  private final String other = topics.create("other", 1);
  private final String target = topics.create("target", 1);

  @AfterEach
  void close() {
    topics.close();
  }

  private Path write(String name, String yaml) throws IOException {
    Path folder = Files.createDirectories(directory.resolve("pipelines"));
    return Files.writeString(folder.resolve(name), yaml);
  }

  private String copy(String name, String from, String where) {
    return Yaml.pipeline(name)
        .source("topics: [" + from + "]")
        .where(where)
        .target("topic: " + target)
        .toString();
  }

  private List<Map<String, Object>> log(Runner runner) {
    return runner
        .err()
        .lines()
        .map(line -> {
          try {
            return Json.read(line);
          } catch (IOException e) {
            throw new AssertionError("not one JSON object a line: " + line, e);
          }
        })
        .toList();
  }

  private boolean logged(Runner runner, String event, String pipeline, String message) {
    String err = runner.err();
    return err.substring(0, err.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.contains("\"event\":\"" + event + "\""))
        .filter(line -> pipeline.isEmpty() || line.contains("\"pipeline\":\"" + pipeline + "\""))
        .anyMatch(line -> line.contains(message));
  }

  private void awaitLog(Runner runner, String event, String pipeline, String message) {
    await().atMost(PATIENCE).until(() -> logged(runner, event, pipeline, message));
  }

  private void awaitTarget(String... values) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(topics.values(target)).containsExactly(values));
  }

  /** A long text in an expression, and filters that go two ways many times in a row. */
  private String hostile() {
    StringBuilder text =
        new StringBuilder(
            "apiVersion: sluice/v1\nkind: Pipeline\nname: hostile\nsync: full\n"
                + "sources: {c0: {connection: {kafka: {bootstrapServers: a:1}}, topics: [a]}}\nfilters:\n"
                + "  t: {from: c0, where: \"nope('"
                + "x".repeat(5_000)
                + "')\"}\n");
    for (int i = 1; i <= 40; i++) {
      text.append("  a%d: {from: c%d, where: 'true'}\n".formatted(i, i - 1));
      text.append("  b%d: {from: c%d, where: 'true'}\n".formatted(i, i - 1));
      text.append("  c%d: {from: [a%1$d, b%1$d, t], where: 'true'}\n".formatted(i));
    }
    return text
        + "targets: {t2: {connection: {kafka: {bootstrapServers: a:1}}, topic: out, from: c40}}\n";
  }

  @Test
  void whatChangesIsLoadedAgainAndEverythingElseGoesOn() throws IOException {
    write("a.yaml", copy(source + "-a", source, "value.n < 100"));
    Path b = write("b.yaml", copy(source + "-b", other, "true"));
    Runner runner =
        runners.start(
            directory,
            Map.of(),
            "run",
            "--watch",
            "--log-format",
            "json",
            directory.resolve("pipelines").toString());
    String changed = source + "-a";
    String steady = source + "-b";
    topics.sendNumbered(source, 0, 1, 1);
    awaitTarget("{\"n\":1}");

    // a layout alone is no change
    write("a.yaml", "# of the same meaning\n" + copy(changed, source, "value.n < 100"));
    awaitLog(runner, "reloaded", "", "0 to start, 0 to stop");

    // no definition, whatever it is, ends the watching
    Path hostile = write("hostile.yaml", hostile());
    awaitLog(runner, "problem", "", "no such function");
    Files.delete(hostile);

    write("a.yaml", copy(changed, source, "value.n < 3"));
    awaitLog(runner, "definition_changed", changed, "it has changed");
    awaitLog(runner, "stopped", changed, "stopped");
    topics.sendNumbered(source, 0, 2, 2);
    awaitTarget("{\"n\":1}", "{\"n\":2}");

    // broken: reported, and what ran runs on
    write("a.yaml", copy(changed, source, "vlaue.n < 3"));
    awaitLog(runner, "problem", "", "vlaue");
    topics.sendNumbered(source, 0, 0, 1);
    awaitTarget("{\"n\":1}", "{\"n\":2}", "{\"n\":0}");
    write("a.yaml", copy(changed, source, "value.n == 7"));
    awaitLog(runner, "reloaded", "", "1 to start, 1 to stop");

    // added, and removed
    write("c.yaml", copy(source + "-c", source, "value.n == 8"));
    awaitLog(runner, "definition_changed", source + "-c", "it is new");
    awaitLog(runner, "partition_started", source + "-c", source + "-0");
    topics.sendNumbered(source, 0, 8, 1);
    awaitTarget("{\"n\":1}", "{\"n\":2}", "{\"n\":0}", "{\"n\":8}");
    Files.delete(directory.resolve("pipelines").resolve("c.yaml"));
    awaitLog(runner, "stopped", source + "-c", "stopped");

    // moved, which is no change, and broken where it is now: it runs on, and nobody takes its id
    Path moved = b.resolveSibling("moved.yaml");
    Files.move(b, moved);
    awaitReload(runner);
    Files.writeString(moved, "kind: [");
    awaitReload(runner);
    write(
        "thief.yaml",
        copy(source + "-thief", other, "true").replace("sync:", "id: " + steady + "\nsync:"));
    awaitLog(runner, "definition_waits", source + "-thief", "another pipeline runs under its id");
    Files.delete(moved.resolveSibling("thief.yaml"));
    awaitReload(runner);

    // asked for, with nothing changed
    int reloads = reloads(runner);
    runner.signal("HUP");
    await().atMost(PATIENCE).until(() -> reloads(runner) == reloads + 1);

    topics.sendNumbered(other, 0, 9, 1);
    awaitTarget("{\"n\":1}", "{\"n\":2}", "{\"n\":0}", "{\"n\":8}", "{\"n\":9}");
    assertThat(logged(runner, "stopped", steady, "")).isFalse();
    runner.signal("TERM");
    assertThat(runner.await()).isZero();
    assertThat(runner.out()).isEmpty();
    List<Map<String, Object>> lines = log(runner);
    assertThat(lines)
        .allSatisfy(line -> {
          assertThat(line).containsKeys("time", "level", "event", "message");
          assertThat(Instant.parse((String) line.get("time"))).isBefore(Instant.now());
        });
    assertThat(lines)
        .filteredOn(line -> line.get("event").equals("summary"))
        .extracting(
            line -> line.get("pipeline"), line -> line.get("state"), line -> line.get("read"))
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(changed, "stopped", 5L), // under all definitions
            org.assertj.core.groups.Tuple.tuple(steady, "stopped", 1L));
  }

  private static void awaitReload(Runner runner) {
    int before = reloads(runner);
    await().atMost(PATIENCE).until(() -> reloads(runner) > before);
  }

  private static int reloads(Runner runner) {
    return runner.err().split("\"event\":\"reloaded\"", -1).length;
  }

  @Test
  void aVariableThatHasChangedIsSeenWhenItIsAskedFor() throws IOException {
    Path limit = Files.writeString(directory.resolve("limit"), source);
    write(
        "p.yaml",
        Yaml.pipeline(source)
            .source("topics: [\"${file:" + limit + "}\"]")
            .target("topic: " + target)
            .toString());
    Runner runner =
        runners.start(
            directory, Map.of(), "run", "--watch", directory.resolve("pipelines").toString());
    topics.sendNumbered(source, 0, 1, 1);
    awaitTarget("{\"n\":1}");
    Files.writeString(limit, other);
    topics.sendNumbered(other, 0, 2, 1);
    runner.signal("HUP");
    awaitTarget("{\"n\":1}", "{\"n\":2}");
    assertThat(runner.err()).contains(source + ": it has changed");
    runner.signal("TERM");
    assertThat(runner.await()).isZero();
  }

  private Runner runs(String... arguments) {
    List<String> all = new java.util.ArrayList<>(List.of("run", "--log-format", "json"));
    all.addAll(List.of(arguments));
    all.add(directory.resolve("pipelines").toString());
    return runners.start(directory, Map.of(), all.toArray(String[]::new));
  }

  /** Its topic is created while another pipeline keeps the process alive. */
  @Test
  void whatFailedForItsSurroundingsIsTriedAgainByItself() throws IOException {
    String missing = Topics.name("missing");
    write("a.yaml", copy(source + "-a", source, "true"));
    write("b.yaml", copy(missing, missing, "true"));
    Runner runner = runs("--retry-failed", "2s", "--http", "0");
    awaitLog(runner, "failed", missing, missing);
    awaitLog(runner, "next_try", missing, "tried again in 2 s");
    topics.create(missing, 1, Map.of());
    topics.sendNumbered(missing, 0, 5, 1);
    awaitTarget("{\"n\":5}");
    runner.signal("TERM");
    assertThat(runner.await()).isZero();
  }

  /** Nobody waits for it where it is all that there is, or where that was turned off. */
  @Test
  void whatFailedKeepsNoProcessAlive() throws IOException {
    String missing = Topics.name("missing");
    write("a.yaml", copy(missing, missing, "true"));
    Runner runner = runs("--retry-failed", "1s");
    assertThat(runner.await()).isEqualTo(3);
    write("b.yaml", copy(source + "-b", source, "true"));
    Runner off = runs("--retry-failed", "off");
    awaitLog(off, "failed", missing, missing);
    awaitLog(off, "partition_started", source + "-b", "");
    off.signal("TERM");
    assertThat(off.await()).isEqualTo(3);
    assertThat(off.err()).doesNotContain("next_try");
  }

  @Test
  void aHangupTriesWhatHasFailed() throws IOException {
    String missing = Topics.name("missing");
    write("a.yaml", copy(missing, missing, "true"));
    Runner runner = runs("--watch", "--retry-failed", "off");
    awaitLog(runner, "failed", missing, missing);
    topics.create(missing, 1, Map.of());
    topics.sendNumbered(missing, 0, 7, 1);
    runner.signal("HUP");
    awaitLog(runner, "definition_changed", missing, "it had failed: it starts again");
    awaitTarget("{\"n\":7}");
    runner.signal("TERM");
    assertThat(runner.await()).isZero();
  }

  /** A certificate that is replaced, and a secret's file, count as the definition does. */
  @Test
  void filesThatADefinitionNamesAreWatched() throws IOException {
    SecureBroker secure = SecureBroker.shared();
    try (Topics there = new Topics(secure.openServers())) {
      String from = there.create("from", 1);
      String to = there.create("to", 1);
      Path folder = Files.createDirectories(directory.resolve("pipelines"));
      Path store = folder.resolve("client.p12");
      Path password =
          Files.writeString(directory.resolve("password"), SecureBroker.storePassword());
      Files.copy(secure.certificate("client.p12"), store);
      Files.copy(secure.certificate("ca.pem"), folder.resolve("ca.pem"));
      write(
          "a.yaml",
          """
          apiVersion: sluice/v1
          kind: Pipeline
          name: %1$s
          sync: full+incremental
          source: {connection: secure, topics: [%1$s]}
          target: {connection: secure, topic: %2$s}
          checkpoint: {interval: 200ms, topic: %1$s-checks}
          ---
          apiVersion: sluice/v1
          kind: Connection
          name: secure
          kafka:
            bootstrapServers: "%3$s"
            tls: {truststore: {path: ca.pem}, keystore: {path: client.p12, password: "${file:%4$s}"}}
          """
              .formatted(from, to, secure.bootstrapServers("MUTUAL"), password));
      Runner runner = runs("--watch");
      there.sendNumbered(from, 0, 0, 1);
      await().atMost(PATIENCE).until(() -> there.all(to).size() == 1);
      Path renewed = Files.copy(secure.certificate("client.p12"), directory.resolve("renewed"));
      Files.setLastModifiedTime(renewed, java.nio.file.attribute.FileTime.from(Instant.now()));
      Files.move(renewed, store, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      awaitLog(runner, "definition_changed", from, "a file that its connections name has changed");
      there.sendNumbered(from, 0, 1, 1);
      await().atMost(PATIENCE).until(() -> there.all(to).size() == 2);
      // a wrong password for a while: it fails, and starts again with the right one
      Files.writeString(password, "wrong");
      awaitLog(runner, "failed", from, "");
      Files.writeString(password, SecureBroker.storePassword());
      there.sendNumbered(from, 0, 2, 1);
      await().atMost(PATIENCE).until(() -> there.all(to).size() == 3);
      runner.signal("TERM");
      assertThat(runner.await()).isZero();
      assertThat(runner.err()).doesNotContain(SecureBroker.storePassword());
    }
  }
}
