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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What preview announces on a real broker, held against what run then writes. */
@Execution(ExecutionMode.CONCURRENT)
class PreviewTest {
  private static final String SERVERS = TestBroker.shared().bootstrapServers();

  private final Topics topics = new Topics(SERVERS);
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 1);
  private final String name = Topics.name("preview");
  @TempDir private Path directory;

  @BeforeEach
  void records() {
    topics.sendNumbered(source, 0, 0, 30); // {"n":0} to {"n":29}
    topics.sendNumbered(source, 1, 100, 10);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private String file(String folder, String filters) throws IOException {
    Path path = Files.createDirectories(directory.resolve(folder));
    Files.writeString(
        path.resolve("p.yaml"),
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: %s
        sync: full
        source: {connection: {kafka: {bootstrapServers: "%s"}}, topics: [%s], nonJson: skip}
        filters: [%s]
        target: {connection: {kafka: {bootstrapServers: "%s"}}, topic: %s}
        checkpoint: {store: memory}
        """
            .formatted(name, SERVERS, source, filters, SERVERS, target));
    return path.toString();
  }

  private static Map<String, Object> preview(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("preview", "--format", "json"));
    all.addAll(List.of(arguments));
    Command preview = Command.run(Map.of(), all.toArray(String[]::new));
    assertThat(preview.exit()).as(preview.all()).isZero();
    return Json.read(preview.out());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> stage(Map<String, Object> report, String stage) {
    return ((List<Map<String, Object>>) report.get("stages"))
        .stream().filter(each -> each.get("stage").equals(stage)).findFirst().orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> samples(Map<String, Object> report) {
    return (List<Map<String, Object>>) report.get("samples");
  }

  @Test
  void countsWhatARunThenDoes() throws IOException {
    topics.send(source, 0, "not json");
    String files = file("a", "{where: value.n >= 10}, {set: {value.m: value.n}}");
    Map<String, Object> report = preview(files);
    assertThat(report).containsEntry("read", 41L);
    assertThat(stage(report, "source")).containsEntry("skipped", 1L).containsEntry("out", 40L);
    assertThat(stage(report, "filter-1"))
        .containsEntry("in", 40L)
        .containsEntry("filtered", 10L)
        .containsEntry("out", 30L)
        .containsEntry("changed", 0L);
    assertThat(stage(report, "filter-2")).containsEntry("changed", 30L);
    assertThat(samples(report))
        .extracting(each -> each.get("kind"))
        .contains("reaches target", "filtered by filter-1", "skipped by source: malformed");

    Command run = Command.run(Map.of(), "run", files);
    assertThat(run.exit()).as(run.all()).isZero();
    assertThat(topics.all(target)).hasSize(30);
    assertThat(topics.committed("sluice." + name)).isEmpty();
  }

  @Test
  void readsTheNewestOrWhatIsAskedFor() throws IOException {
    String files = file("a", "");
    assertThat(preview("--limit", "15", files)).containsEntry("read", 15L);
    assertThat(preview("--limit", "38", files)).containsEntry("read", 38L);
    Map<String, Object> from =
        preview("--partition", "0", "--from", "5", "--to", "8", "--samples", "99", files);
    assertThat(samples(from))
        .extracting(each -> each.get("record"))
        .containsExactly(source + "-0@5", source + "-0@6", source + "-0@7");
    Map<String, Object> newest = preview("--partition", "0", "--limit", "2", files);
    assertThat(samples(newest))
        .extracting(each -> each.get("record"))
        .containsExactly(source + "-0@28", source + "-0@29");
    assertThat(preview("--from", "earliest", "--limit", "1", "--partition", "1", files).toString())
        .contains(source + "-1@0");
    assertThat(preview("--where", "value.n > 27", files)).containsEntry("read", 12L);
    assertThat(preview("--from", "2100-01-01T00:00:00Z", files)).containsEntry("read", 0L);
    Command wrong = Command.run(Map.of(), "preview", "--where", "value.n >", files);
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).contains("--where: syntax error");
  }

  @Test
  void saysWhichRecordsAChangeWouldKeepDropOrAlter() throws IOException {
    String was = file("was", "{where: value.n < 20}, {set: {value.m: '1'}}");
    String is = file("is", "{where: value.n >= 5}, {set: {value.m: 'value.n % 2 == 0 ? 1 : 2'}}");
    Map<String, Object> report = preview("--against", was, is);
    // 0 to 4 are dropped, 20 to 29 and 100 to 109 kept, of 5 to 19 the odd ones changed
    assertThat(report)
        .extractingByKey("against")
        .isEqualTo(Map.of("same", 7L, "kept", 20L, "dropped", 5L, "changed", 8L));
    assertThat(samples(report))
        .extracting(each -> each.get("kind"))
        .contains("changed", "kept", "dropped");
    assertThat(samples(report).toString()).contains("at=value.m, before=1, after=2");

    Command text = Command.run(Map.of(), "preview", "--against", was, is);
    assertThat(text.out())
        .contains("7 delivered as before, 20 now kept, 5 now dropped, 8 changed")
        .contains("    value.m: 1 -> 2");
    assertThat(Command.run(Map.of(), "run", was).exit()).isZero();
    assertThat(topics.all(target)).hasSize(20);
    assertThat(Command.run(Map.of(), "run", is).exit()).isZero();
    assertThat(topics.all(target)).hasSize(20 + 35);
  }

  @Test
  void hidesWhatMasksHideWhereverItStands() throws IOException {
    topics.send(
        source,
        1,
        "{\"n\":1,\"mail\":\"ann@example.com\",\"copy\":\"ann@example.com\",\"x\":\"shown\"}");
    String files =
        file(
            "a",
            "{rename: {value.mail: email}}, {mask: {fields: [value.email], with: redact}},"
                + " {where: has(value.email)}");
    Command masked = Command.run(Map.of(), "preview", files);
    assertThat(masked.all()).doesNotContain("ann@example.com").contains("shown");
    Command json = Command.run(Map.of(), "preview", "--format", "json", "--mask", files);
    assertThat(json.all()).doesNotContain("ann@example.com");
    Command open = Command.run(Map.of(), "preview", "--no-mask", files);
    assertThat(open.all()).contains("ann@example.com");
  }

  @Test
  void saysWhatWouldStopARun() throws IOException {
    topics.send(source, 1, "{\"m\":1}");
    Command text = Command.run(Map.of(), "preview", file("a", "{where: value.n > 3}"));
    assertThat(text.exit()).isZero();
    assertThat(text.out())
        .contains("the filter \"filter-1\" failed on " + source + "-1@10: there is no value.n")
        .contains("stops the pipeline");
  }

  @Test
  void wantsOnePipelineAndABrokerThatAnswers() throws IOException {
    String files = file("a", "");
    Files.writeString(
        Path.of(files).resolve("q.yaml"),
        Files.readString(Path.of(files).resolve("p.yaml")).replace("name: " + name, "name: other"));
    Command two = Command.run(Map.of(), "preview", files);
    assertThat(two.exit()).isEqualTo(2);
    assertThat(two.err()).contains("Which one is meant? Say --pipeline with one of");
    Command none = Command.run(Map.of(), "preview", "--pipeline", "othr", files);
    assertThat(none.err()).contains("Did you mean \"other\"?");
    assertThat(Command.run(Map.of(), "preview", "--pipeline", "other", files).exit()).isZero();
  }
}
