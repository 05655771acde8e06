package dev.sluice.testing;

import dev.sluice.definition.TestKeys;
import dev.sluice.message.Message;
import dev.sluice.problem.Printable;
import dev.sluice.schema.Node;
import dev.sluice.schema.Settings;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records on one line, for people. */
final class RecordText {
  private static final int LONGEST = 200;

  private RecordText() {}

  static String of(Message message) {
    return shortened(
        "{key: " + text(message.key()) + ", value: " + text(message.valueBytes()) + "}");
  }

  static String of(Settings record) {
    Optional<String> key = record.find(TestKeys.KEY);
    Node value = record.find(TestKeys.VALUE);
    String raw = record.find(TestKeys.RAW);
    List<String> parts = new ArrayList<>();
    if (key != null) {
      parts.add("key: " + key.orElse("null"));
    }
    if (raw != null) {
      parts.add("raw: " + raw);
    } else if (value != null) {
      parts.add("value: " + new String(YamlJson.of(value).bytes(), StandardCharsets.UTF_8));
    }
    for (String name : List.of("headers", "topic", "timestamp", "reason")) {
      String written = record.written(name);
      if (!written.isEmpty()) {
        parts.add(name + ": " + written);
      }
    }
    String shown = String.join(", ", parts);
    return shortened("{" + shown + "}");
  }

  /** A text that may be mistaken for null stands in quotes. */
  static String shown(Optional<String> text) {
    return text.map(each -> each.equals("null") ? "\"null\"" : each).orElse("null");
  }

  static String shown(byte @Nullable [] bytes) {
    return shown(
        bytes == null ? Optional.empty() : Optional.of(new String(bytes, StandardCharsets.UTF_8)));
  }

  /** What bytes say in UTF-8, or null where they are none. */
  static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  static String text(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static String shortened(String text) {
    String line = Printable.of(text);
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 4) + "...}";
  }
}
