package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.testkit.BadFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a variable stands for, and what is in a record, is in no message. */
class HiddenValuesTest {
  private static final String WORD = "Zq7vaultword";
  private static final List<String> FORMATS = List.of("text", "json", "github", "sarif", "junit");

  @TempDir private Path directory;

  private Path write(String name, String yaml) throws IOException {
    return Files.writeString(directory.resolve(name), yaml);
  }

  private static String pipeline(String rest) {
    return BadFiles.SHOP
        + BadFiles.HEAD
        + rest
        + "\n"
        + (rest.contains("source:") ? "" : "source: {connection: shop, topics: [a]}\n")
        + (rest.contains("target:") ? "" : "target: {connection: shop, topic: out}\n");
  }

  /** Each is wrong, or fails on every record, once the word stands in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "filters: [{where: 'value.pin == ${PIN}'}]",
        "filters: [{where: '${PIN}'}]",
        "filters: [{where: '${PIN}(value.a)'}]",
        "filters: [{where: 'value.a.${PIN}() == 1'}]",
        "filters: [{where: 'value.a = \"${PIN}\"'}]",
        "filters: [{where: '\"${PIN}'}]",
        "filters: [{where: 'value.${PIN} == 1'}]",
        "filters: [{where: 'value[\"${PIN}\"] == 1'}]",
        "filters: [{where: 'value.a.matches(\"(${PIN}\")'}]",
        "filters: [{where: 'timestamp(\"${PIN}\") < timestamp'}]",
        "filters: [{where: 'value.a == 1 || {\"${PIN}\": 1, \"${PIN}\": 2}.a'}]",
        "filters: [{key: '${PIN}'}]",
        "filters: [{headers: {x: '${PIN}'}}]",
        "filters: [{set: {value.x: '${PIN}'}}]",
        "filters: [{set: {value.x: 'int(\"${PIN}\")'}}]",
        "filters: [{dedupe: {by: '${PIN}', within: 1h}}]",
        "filters: [{dedupe: {by: key, within: '${PIN}'}}]",
        "filters: [{sample: {ratio: '${PIN}', by: '${PIN}'}}]",
        "filters: [{throttle: {records: '${PIN}', per: '${PIN}'}}]",
        "filters: [{drop: ['${PIN}']}]",
        "filters: [{drop: ['value.${PIN}[']}]",
        "filters: [{keep: ['value.${PIN}']}, {where: 'value.a == 1'}]",
        "filters: [{drop: ['value.${PIN}']}, {where: 'value.${PIN} == 1'}]",
        "filters: [{explode: '${PIN}'}]",
        "filters: [{explode: 'value.${PIN}'}]",
        "filters: [{explode: 'value.${PIN}[].a'}]",
        "filters: [{rename: {value.a: '${PIN}', value.b: '${PIN}'}}]",
        "filters: [{rename: {value.a: 'value.${PIN}'}}]",
        "filters: [{mask: {fields: ['${PIN}'], with: '${PIN}'}}]",
        "filters: [{mask: {fields: [value.a], with: redact, secret: '${PIN}'}}]",
        "filters: [{'where': 'true', onError: '${PIN}'}]",
        "filters: ['${PIN}']",
        "filters: '${PIN}'",
        "source: {connection: '${PIN}', topics: [a]}",
        "source: {connection: shop, topics: ['${PIN} ']}",
        "source: {connection: shop, topicExpression: '(${PIN}'}",
        "source: {connection: shop, topics: [a], nonJson: '${PIN}', parallelism: '${PIN}'}",
        "source: {connection: {kafka: {bootstrapServers: '${PIN}'}}, topics: [a]}",
        "source: {connection: {kafka: {bootstrapServers: 'a:1', sasl: {mechanism: '${PIN}'}}}, topics: [a]}",
        "source: {connection: {kafka: {bootstrapServers: 'a:1', properties: {x: ['${PIN}']}}}, topics: [a]}",
        "target: {connection: '${PIN}', topic: '${PIN} '}",
        "target: {connection: shop, topic: '${PIN}/{topic}'}",
        "target: {connection: shop, partition: '${PIN}', acks: '${PIN}'}",
        "delivery: '${PIN}'",
        "agent: '${PIN} '",
        "memory: '${PIN}'",
        "id: '${PIN} '",
        "labels: '${PIN}'",
        "checkpoint: {store: '${PIN}'}",
        "checkpoint: {store: file, directory: ['${PIN}']}",
        "checkpoint: {store: jdbc, url: '${PIN}'}",
        "checkpoint: {store: kafka_topic, interval: '${PIN}'}",
        "deadLetter: {topic: '${PIN} '}",
        "deadLetter: '${PIN}'",
      })
  void aVariablesValueIsNotShown(String rest) throws IOException {
    String path = write("p.yaml", pipeline(rest)).toString();
    Map<String, String> variables = Map.of("PIN", WORD);
    for (String format : FORMATS) {
      Command validate = Command.run(variables, "validate", "--format", format, path);
      assertThat(validate.all()).as(format).doesNotContain(WORD);
    }
    String record =
        """
        ---
        apiVersion: sluice/v1
        kind: Test
        pipeline: p
        cases: [{name: fails, given: [{value: {a: 1, b: 2, pin: 3}}], expect: {filtered: 9}}]
        """;
    String tested = write("t.yaml", pipeline(rest) + record).toString();
    for (String format : List.of("text", "json", "github", "junit", "markdown")) {
      Command test = Command.run(variables, "test", "--format", format, tested);
      assertThat(test.exit()).as(test.all()).isNotZero();
      assertThat(test.all()).as(format).doesNotContain(WORD);
    }
    Path before = write("before.yaml", pipeline("description: x"));
    for (String format : List.of("text", "json", "markdown")) {
      Command plan =
          Command.run(
              variables, "plan", "--offline", "--format", format, "--against", "" + before, path);
      assertThat(plan.all()).as(format).doesNotContain(WORD);
    }
    Command graph = Command.run(variables, "graph", path);
    assertThat(graph.all()).doesNotContain(WORD);
  }

  /** Each fails on the record, whose every text is the word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "value.m[value.k] == 1",
        "bool(value.k)",
        "value.k ? true : false",
        "value.a.matches(value.bad)",
        "int(value.k) == 1",
        "double(value.k) == 1.0",
        "uint(value.k) == 1u",
        "duration(value.k) == duration('1s')",
        "timestamp(value.k) < timestamp",
        "timestamp.getHours(value.k) == 1",
        "value.k + 1 == 2",
        "value.k",
        "{value.k: 1, value.a: 2} == {}",
        "value[value.k] == 1",
        "value.k.x == 1",
        "value.list[value.k] == 1",
        "value.list[value.large] == 1",
        "value.k in value.a",
        "-value.k == 1",
        "!value.k",
        "value.k && true",
        "value.list.exists(x, x.y == value.k)",
        "key.nope == 1",
        "headers[value.k] == []",
        "headers['h'][value.large] == ''",
        "size(value.large) == 1",
        "value.large / value.zero == 1",
        "value.most + value.most == 1",
      })
  void whatIsInARecordIsNotShown(String where) throws IOException {
    String yaml =
        pipeline("filters: [{where: " + '"' + where.replace("\"", "\\\"") + '"' + "}]")
            + """
            ---
            apiVersion: sluice/v1
            kind: Test
            pipeline: p
            cases:
              - name: stops
                given:
                  - key: KEY
                    headers: {h: KEY}
                    raw: '{"k":"WORD","a":"WORD","bad":"(WORD","m":{},"list":["WORD"],"large":7654321,"zero":0,"most":9223372036854775807}'
                expect: {stopped: {code: expression-failed, at: 2}}
            """
                .replace("WORD", WORD)
                .replace("KEY", WORD);
    Path path = write("p.yaml", yaml);
    Command test = Command.run(Map.of(), "test", "--format", "json", path.toString());
    assertThat(test.exit()).as(test.all()).isEqualTo(1);
    String stopped =
        test.out().lines().filter(line -> line.contains("\"actual\"")).reduce("", String::concat);
    assertThat(stopped)
        .as(test.all())
        .contains("expression-failed at record 1")
        .doesNotContain(WORD, "7654321");
  }
}
