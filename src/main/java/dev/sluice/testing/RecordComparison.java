package dev.sluice.testing;

import dev.sluice.definition.TestKeys;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.schema.Node;
import dev.sluice.schema.Settings;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import dev.sluice.value.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares a record with what a case expects of it: by the keys that stand there, and no others.
 */
final class RecordComparison {
  private final String at;
  private final Settings expected;
  private final Message actual;
  private final List<Difference> differences = new ArrayList<>();

  private RecordComparison(String at, Settings expected, Message actual) {
    this.at = at;
    this.expected = expected;
    this.actual = actual;
  }

  /**
   * What differs.
   *
   * @param topic where the record arrives, or null where that does not count
   * @param reason why it died, or null
   */
  static List<Difference> of(
      String at,
      Settings expected,
      Message actual,
      @Nullable String topic,
      @Nullable String reason) {
    RecordComparison comparison = new RecordComparison(at, expected, actual);
    comparison.key();
    comparison.value();
    comparison.headers();
    comparison.text("topic", expected.find(TestKeys.TOPIC), topic);
    comparison.text("reason", expected.find(TestKeys.REASON), reason);
    if (expected.has(TestKeys.TIMESTAMP)) {
      comparison.text(
          "timestamp",
          expected.get(TestKeys.TIMESTAMP).toString(),
          Instant.ofEpochMilli(actual.timestamp()).toString());
    }
    return comparison.differences;
  }

  private void text(String name, @Nullable String wanted, @Nullable String found) {
    if (wanted != null && (found == null || !ValueComparison.matches(wanted, found))) {
      differences.add(
          new Difference(at + "." + name, wanted, found == null ? Difference.NOTHING : found));
    }
  }

  private void key() {
    Optional<String> key = expected.find(TestKeys.KEY);
    if (key != null) {
      text("key", key.orElse("null"), RecordText.text(actual.key()));
    }
  }

  private void value() {
    text("raw", expected.find(TestKeys.RAW), RecordText.text(actual.valueBytes()));
    Node node = expected.find(TestKeys.VALUE);
    if (node == null) {
      return;
    }
    JsonValue wanted = YamlJson.of(node);
    if (actual.value() == null || (wanted instanceof JsonScalar scalar && scalar.isNull())) {
      text(
          "value",
          new String(wanted.bytes(), StandardCharsets.UTF_8),
          RecordText.text(actual.valueBytes()));
      return;
    }
    try {
      differences.addAll(
          ValueComparison.of(at + ".value", wanted, JsonObjects.decode(actual.value().bytes())));
    } catch (NotJsonException e) {
      text(
          "value",
          new String(wanted.bytes(), StandardCharsets.UTF_8),
          RecordText.text(actual.valueBytes()));
    }
  }

  private void headers() {
    Map<String, List<Optional<String>>> wanted = expected.find(TestKeys.HEADERS);
    if (wanted == null) {
      return;
    }
    wanted.forEach((name, values) -> {
      List<String> found = new ArrayList<>();
      for (Header header : actual.headers()) {
        if (header.name().equals(name)) {
          found.add(RecordText.text(header.value()));
        }
      }
      text(
          "headers." + name,
          values.stream().map(value -> value.orElse("null")).toList().toString(),
          found.toString());
    });
  }
}
