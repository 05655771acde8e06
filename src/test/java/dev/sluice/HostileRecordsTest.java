package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.cli.Command;
import dev.sluice.testkit.BadFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No record kills a run or hangs it: where a filter cannot handle it, the policy decides. */
class HostileRecordsTest {
  /** Many times what any of them takes, also where the machine has other work to do. */
  private static final Duration SHARE = Duration.ofMinutes(2);

  @TempDir private Path directory;

  private Command test(String filters, String raw, String expect) throws IOException {
    Path file = directory.resolve("p.yaml");
    Files.writeString(
        file,
        BadFiles.SHOP
            + BadFiles.HEAD
            + """
            source: {connection: shop, topics: [a], nonJson: skip}
            target: {connection: shop, topic: out}
            filters: %s
            ---
            apiVersion: sluice/v1
            kind: Test
            pipeline: p
            cases: [{name: c, given: [{raw: '%s'}], expect: %s}]
            """
                .formatted(filters, raw, expect));
    return assertTimeoutPreemptively(SHARE, () -> Command.run(Map.of(), "test", file.toString()));
  }

  private static String nested(int levels) {
    return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "where: 'value.x == value.y'",
        "where: '[value.x] == [value.y] && value.x in [value.y]'",
        "where: 'dyn(value) == dyn(value)'",
        "where: '!(value.x != value.y)'",
        "dedupe: {by: value, within: 1h}",
        "sample: {ratio: 1, by: '[value.x, value.y]'}",
        "set: {value.z: '[value.x, {\"k\": value.y}]'}",
        "key: value",
        "headers: {h: value.x}",
        "mask: {fields: [value.x], with: redact}",
        "drop: [value.x.a.a.a.b]",
        "keep: [value.x, value.y]",
      })
  void theDeepestValueIsHandled(String filter) throws IOException {
    String value = "{\"x\":" + nested(999) + ",\"y\":" + nested(999) + "}";
    for (int i = 0; i < 3; i++) {
      Command test = test("[{" + filter + "}]", value, "{target: [{}]}");
      assertThat(test.exit()).as(shortened(test)).isZero();
    }
  }

  @Test
  void aDeeperValueIsNotJsonAndTheLimitIsTold() throws IOException {
    Command skipped = test("[{where: 'true'}]", nested(1001), "{skipped: {malformed: 1}}");
    assertThat(skipped.exit()).as(shortened(skipped)).isZero();
    Command told = test("[{where: 'true'}]", nested(1001), "{skipped: 0}");
    assertThat(told.exit()).isEqualTo(1);
    Path stopping = directory.resolve("p.yaml");
    Files.writeString(stopping, Files.readString(stopping).replace(", nonJson: skip", ""));
    assertThat(Command.run(Map.of(), "test", stopping.toString()).out())
        .contains("deeper than 1000 levels");
  }

  private static String items(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"n\":" + i + "}")
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size(value.items.map(i, i.n)) == 70000",
        "size(value.items.filter(i, i.n % 2 == 0)) == 35000",
        "size(value.items.map(i, i.n > 5, i.n)) == 69994",
        "value.items.map(i, i.n).filter(n, n == 69999) == [69999]",
        "value.items.exists_one(i, i.n == 7)",
      })
  void macrosOverManyItemsAreLinear(String where) throws IOException {
    Command test = test("[{where: '" + where + "'}]", items(70_000), "{target: [{}]}");
    assertThat(test.exit()).as(shortened(test)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value.items.all(i, value.items.all(j, i.n + j.n >= 0))",
        "value.items.map(i, size(value.items.map(j, j.n))) != []",
        "value.items.exists(a, value.items.exists(b, value.items.exists(c, a.n + b.n + c.n < 0)))"
      })
  void macrosInMacrosEndAtALimitThatIsTold(String where) throws IOException {
    String filter = "[{where: '" + where + "', onError: skip}]";
    Command skipped = test(filter, items(3_000), "{skipped: {expression: 1}}");
    assertThat(skipped.exit()).as(shortened(skipped)).isZero();
    Command told = test(filter.replace("skip", "stop"), items(3_000), "{filtered: 1}");
    assertThat(told.out()).contains("more than 1000000 items");
  }

  private static String shortened(Command command) {
    return command
        .all()
        .lines()
        .map(line -> line.substring(0, Math.min(300, line.length())))
        .collect(Collectors.joining("\n"));
  }
}
