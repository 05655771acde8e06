package dev.sluice.testing;

import dev.sluice.schema.Node;
import dev.sluice.schema.Node.Entry;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import dev.sluice.schema.Node.Sequence;
import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * YAML as the JSON that it looks like: true, false, null and numbers in JSON's own spelling, where
 * they have no quotes; everything else is a text. No {@code on}, no {@code 010}, no dates.
 */
final class YamlJson {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");

  private YamlJson() {}

  static JsonValue of(Node node) {
    return switch (node) {
      case Scalar scalar -> scalar(scalar);
      case Sequence sequence -> JsonArray.of(sequence.items().stream().map(YamlJson::of).toList());
      case Mapping mapping -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (Entry entry : mapping.entries()) {
          members.put(entry.key(), of(entry.value()));
        }
        yield JsonObject.of(members);
      }
    };
  }

  private static JsonValue scalar(Scalar scalar) {
    String text = scalar.text();
    if (scalar.isNull()) {
      return JsonScalar.NULL;
    }
    boolean literal =
        scalar.plain()
            && (text.equals("true") || text.equals("false") || NUMBER.matcher(text).matches());
    return literal ? JsonScalar.literal(text) : JsonScalar.text(text);
  }
}
