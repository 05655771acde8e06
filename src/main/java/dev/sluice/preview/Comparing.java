package dev.sluice.preview;

import dev.sluice.message.Message;
import dev.sluice.value.JsonDifferences;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What two versions deliver of one record, field by field. */
final class Comparing {
  private final Redaction.OfRecord redaction;
  private final List<Sample.Difference> differences = new ArrayList<>();

  Comparing(Redaction.OfRecord redaction) {
    this.redaction = redaction;
  }

  List<Sample.Difference> differences() {
    return differences;
  }

  void compare(Delivery before, Delivery after) {
    text("topic", before.topic(), after.topic());
    text("key", redaction.key(before.message()), redaction.key(after.message()));
    text("headers", headers(before.message()), headers(after.message()));
    JsonObject was = redaction.json(before.message());
    JsonObject is = redaction.json(after.message());
    if (was == null || is == null) {
      text("value", redaction.value(before.message()), redaction.value(after.message()));
    } else {
      new JsonDifferences(
              (left, right) -> left.toString().equals(right.toString()),
              (at, left, right) ->
                  differences.add(new Sample.Difference(at, shown(left), shown(right))))
          .between("value", was, is);
    }
  }

  private void text(String at, String before, String after) {
    if (!before.equals(after)) {
      differences.add(new Sample.Difference(at, before, after));
    }
  }

  private String headers(Message message) {
    return message.headers().stream()
        .map(header -> header.name() + "=" + shown(redaction.header(header)))
        .toList()
        .toString();
  }

  private static String shown(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static String shown(@Nullable JsonValue value) {
    return value == null ? "nothing" : new String(value.bytes(), StandardCharsets.UTF_8);
  }
}
