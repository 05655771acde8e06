package dev.sluice.testing;

import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import dev.sluice.value.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the part of YAML that tests need, on one line each: texts in quotes, as in JSON. */
final class FlowYaml {
  /** Whoever runs the test has another secret, or none. */
  private static final Pattern KEYED = Pattern.compile("hmac_sha256:[0-9a-f]{64}");

  private FlowYaml() {}

  static String text(String text) {
    return new String(JsonScalar.text(text).bytes(), StandardCharsets.UTF_8);
  }

  /** A mapping whose values are YAML already. */
  static String mapping(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** Numbers by name. */
  static String counts(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> each.getKey() + ": " + each.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  static String key(byte @Nullable [] key, boolean expected) {
    return key == null ? "null" : text(open(RecordText.text(key), expected));
  }

  /** A value, or null where only its bytes say what it is. */
  static @Nullable String value(byte @Nullable [] value, boolean expected) {
    if (value == null) {
      return "null";
    }
    try {
      JsonObject object = JsonObjects.decode(value);
      return isPlain(object) ? json(object, expected) : null;
    } catch (NotJsonException e) {
      return null;
    }
  }

  /** A name that comes twice is no YAML. */
  private static boolean isPlain(JsonValue value) {
    return switch (value) {
      case JsonScalar _ -> true;
      case JsonArray array -> array.items().stream().allMatch(FlowYaml::isPlain);
      case JsonObject object -> {
        Set<String> names = new HashSet<>();
        boolean[] plain = {true};
        object.forEachMember((name, inner) -> plain[0] &= names.add(name) && isPlain(inner));
        yield plain[0];
      }
    };
  }

  private static String json(JsonValue value, boolean expected) {
    return switch (value) {
      case JsonScalar scalar ->
          scalar.isText() ? text(open(scalar.content(), expected)) : scalar.content();
      case JsonArray array ->
          array.items().stream()
              .map(item -> json(item, expected))
              .collect(Collectors.joining(", ", "[", "]"));
      case JsonObject object -> {
        StringBuilder text = new StringBuilder("{");
        object.forEachMember((name, inner) ->
            text.append(text.length() > 1 ? ", " : "")
                .append(text(name))
                .append(": ")
                .append(json(inner, expected)));
        yield text.append('}').toString();
      }
    };
  }

  private static String open(String text, boolean expected) {
    return expected && KEYED.matcher(text).matches() ? "hmac_sha256:..." : text;
  }
}
