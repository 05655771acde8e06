package dev.sluice.testing;

import dev.sluice.definition.TestKeys;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.schema.Node;
import dev.sluice.schema.Settings;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import dev.sluice.value.NotJsonException;
import java.io.ByteArrayOutputStream;
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
    comparison.word("topic", expected.find(TestKeys.TOPIC), topic);
    comparison.word("reason", expected.find(TestKeys.REASON), reason);
    comparison.timestamp();
    return comparison.differences;
  }

  private void differ(String name, String wanted, String found) {
    differences.add(new Difference(at + "." + name, wanted, found));
  }

  private void word(String name, @Nullable String wanted, @Nullable String found) {
    if (wanted != null && (found == null || !ValueComparison.matches(wanted, found))) {
      differ(name, wanted, found == null ? Difference.NOTHING : found);
    }
  }

  private void timestamp() {
    Instant found = Instant.ofEpochMilli(actual.timestamp());
    if (expected.has(TestKeys.TIMESTAMP) && !expected.get(TestKeys.TIMESTAMP).equals(found)) {
      differ("timestamp", expected.get(TestKeys.TIMESTAMP).toString(), found.toString());
    }
  }

  private void key() {
    Optional<String> key = expected.find(TestKeys.KEY);
    if (key != null && !isSame(key, actual.key())) {
      differ("key", RecordText.shown(key), RecordText.shown(actual.key()));
    }
  }

  /** Null is no text; what is not UTF-8 is no text that a case can hold. */
  private static boolean isSame(Optional<String> wanted, byte @Nullable [] found) {
    if (wanted.isEmpty() || found == null) {
      return wanted.isEmpty() && found == null;
    }
    String text = RecordText.utf8(found);
    return text != null && ValueComparison.matches(wanted.get(), text);
  }

  private void value() {
    Optional<String> raw = Optional.ofNullable(expected.find(TestKeys.RAW));
    if (raw.isPresent() && !isSame(raw, actual.valueBytes())) {
      differ("raw", RecordText.shown(raw), RecordText.shown(actual.valueBytes()));
    }
    Node node = expected.find(TestKeys.VALUE);
    if (node != null) {
      value(YamlJson.of(node));
    }
  }

  private void value(JsonValue wanted) {
    boolean tombstone = wanted instanceof JsonScalar scalar && scalar.isNull();
    byte[] found = actual.valueBytes();
    if (tombstone || found == null) {
      if (!tombstone || found != null) {
        differ("value", text(wanted), RecordText.shown(found));
      }
      return;
    }
    JsonValue json = json(found);
    if (json == null) {
      differ("value", text(wanted), RecordText.shown(found));
    } else {
      differences.addAll(ValueComparison.of(at + ".value", wanted, json));
    }
  }

  /** Any JSON, or null where the bytes are none: only objects are decoded, so it is put in one. */
  private static @Nullable JsonValue json(byte[] bytes) {
    ByteArrayOutputStream wrapped = new ByteArrayOutputStream(bytes.length + 6);
    wrapped.writeBytes("{\"v\":".getBytes(StandardCharsets.UTF_8));
    wrapped.writeBytes(bytes);
    wrapped.write('}');
    try {
      JsonObject object = JsonObjects.decode(wrapped.toByteArray());
      return object.size() == 1 ? object.member("v") : null;
    } catch (NotJsonException e) {
      return null;
    }
  }

  private static String text(JsonValue value) {
    return new String(value.bytes(), StandardCharsets.UTF_8);
  }

  private void headers() {
    Map<String, List<Optional<String>>> wanted = expected.find(TestKeys.HEADERS);
    if (wanted != null) {
      wanted.forEach(this::headers);
    }
  }

  private void headers(String name, List<Optional<String>> wanted) {
    List<byte @Nullable []> found = new ArrayList<>();
    for (Header header : actual.headers()) {
      if (header.name().equals(name)) {
        found.add(header.value());
      }
    }
    boolean same = wanted.size() == found.size();
    for (int i = 0; same && i < found.size(); i++) {
      same = isSame(wanted.get(i), found.get(i));
    }
    if (!same) {
      differ(
          "headers." + name,
          wanted.stream().map(RecordText::shown).toList().toString(),
          found.stream().map(RecordText::shown).toList().toString());
    }
  }
}
