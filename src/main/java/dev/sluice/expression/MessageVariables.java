package dev.sluice.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelVariableResolver;
import dev.sluice.expression.FieldVariables.FieldVariable;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.value.FieldPath;
import dev.sluice.value.FieldScan.Glance;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import dev.sluice.value.Outline;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an expression sees of a message; each variable is made when it is asked for. */
final class MessageVariables implements CelVariableResolver {
  private final Message message;
  private final Map<String, FieldVariable> fields;
  private @Nullable FieldPath missing;

  /**
   * Of a message.
   *
   * @param fields those of the value that are variables, by their names
   */
  MessageVariables(Message message, Map<String, FieldVariable> fields) {
    this.message = message;
    this.fields = fields;
  }

  /** The last field that was asked for and is not there, or null. */
  @Nullable FieldPath missing() {
    return missing;
  }

  @Override
  public Optional<Object> find(String name) {
    return switch (name) {
      case "value" -> Optional.of(value());
      case "key" -> Optional.of(key());
      case "headers" -> Optional.of(headers());
      case "topic" -> Optional.of(message.source().topic());
      case "partition" -> Optional.of((long) message.source().index());
      case "offset" -> Optional.of(message.offset());
      case "timestamp" -> Optional.of(Instant.ofEpochMilli(message.timestamp()));
      default -> {
        FieldVariable variable = fields.get(name);
        yield variable == null ? Optional.empty() : field(variable);
      }
    };
  }

  private Optional<Object> field(FieldVariable variable) {
    FieldPath path = variable.field().path();
    Payload value = message.value();
    if (value == null) {
      missing = path;
      return Optional.empty();
    }
    Object outline = value.outlined(Outline::of);
    Glance glance = outline == null ? Glance.Other.UNSURE : variable.field().in((Outline) outline);
    return switch (variable.asked()) {
      case PRESENCE -> Optional.of(isThere(glance, value, path));
      case VALUE ->
          glance instanceof Glance.Found(JsonScalar scalar)
              ? Optional.of(scalar.seen())
              : decoded(value, path).map(JsonValue::seen);
      case WRITTEN ->
          glance instanceof Glance.Found(JsonScalar scalar)
              ? Optional.of(written(scalar))
              : decoded(value, path).map(MessageVariables::written);
    };
  }

  private static Object written(JsonValue value) {
    Object seen = value.seen();
    return seen instanceof Double ? value.toString() : seen;
  }

  private static boolean isThere(Glance glance, Payload value, FieldPath path) {
    return switch (glance) {
      case Glance.Found _ -> true;
      case Glance.Other other ->
          switch (other) {
            case NESTED -> true;
            case MISSING -> false;
            case UNSURE -> path.find(decoded(value)) != null;
          };
    };
  }

  private Optional<JsonValue> decoded(Payload value, FieldPath path) {
    JsonObject root = decoded(value);
    JsonValue found = path.find(root);
    if (found == null) {
      missing = path.firstMissing(root);
      return Optional.empty();
    }
    return Optional.of(found);
  }

  private static JsonObject decoded(Payload value) {
    return (JsonObject) value.decoded(JsonObjects::decode);
  }

  private Object value() {
    Payload value = message.value();
    return value == null ? NullValue.NULL_VALUE : decoded(value);
  }

  private Object key() {
    byte[] key = message.key();
    if (key == null) {
      return NullValue.NULL_VALUE;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      return CelByteString.of(key);
    }
  }

  /** A null value reads as an empty text: a list of texts has no place for it. */
  private Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : message.headers()) {
      byte[] value = header.value();
      headers
          .computeIfAbsent(header.name(), name -> new ArrayList<>(1))
          .add(value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    headers.replaceAll((name, values) -> List.copyOf(values));
    return headers;
  }
}
