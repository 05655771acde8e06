package dev.sluice.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a result that goes into a record. As CEL converts to JSON: bytes in base64, times
 * and durations as texts; but whole numbers stay numbers, however large.
 */
final class Results {
  private Results() {}

  /** As JSON. */
  static JsonValue json(Object result) throws EvaluationException {
    return switch (result) {
      case JsonValue untouched -> untouched;
      case String text -> JsonScalar.text(text);
      case Boolean truth -> JsonScalar.literal(truth.toString());
      case NullValue _ -> JsonScalar.NULL;
      case Double number -> number(number);
      case Number number -> JsonScalar.literal(number.toString());
      case CelByteString bytes ->
          JsonScalar.text(Base64.getEncoder().encodeToString(bytes.toByteArray()));
      case Instant time -> JsonScalar.text(time.toString());
      case Duration duration -> JsonScalar.text(seconds(duration));
      case Map<?, ?> map -> object(map);
      case List<?> list -> {
        List<JsonValue> items = new ArrayList<>(list.size());
        for (Object item : list) {
          items.add(json(item));
        }
        yield JsonArray.of(items);
      }
      default ->
          throw new EvaluationException(
              "the result is something that JSON does not have", "Write string(...)");
    };
  }

  private static JsonValue number(Double number) throws EvaluationException {
    if (!Double.isFinite(number)) {
      throw new EvaluationException(
          "the result is " + number + ", which JSON does not have", "Guard the division");
    }
    return JsonScalar.literal(number.toString());
  }

  private static JsonObject object(Map<?, ?> map) throws EvaluationException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      members.put(String.valueOf(entry.getKey()), json(entry.getValue()));
    }
    return JsonObject.of(members);
  }

  private static String seconds(Duration duration) {
    return java.math.BigDecimal.valueOf(duration.getNano(), 9)
            .add(java.math.BigDecimal.valueOf(duration.getSeconds()))
            .stripTrailingZeros()
            .toPlainString()
        + "s";
  }

  /**
   * As the bytes of a key or a header: texts in UTF-8, bytes as they are, null as null, anything
   * else as JSON would have it, without quotes.
   */
  static byte @Nullable [] bytes(Object result) throws EvaluationException {
    return switch (result) {
      case NullValue _ -> null;
      case JsonScalar scalar when scalar.isNull() -> null;
      case CelByteString bytes -> bytes.toByteArray();
      default ->
          json(result) instanceof JsonScalar scalar ? utf8(scalar.content()) : json(result).bytes();
    };
  }

  private static byte[] utf8(String text) throws EvaluationException {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException e) {
      throw new EvaluationException(
          "the result holds an unpaired surrogate, which UTF-8 does not have",
          "Choose another field");
    }
  }
}
