package dev.sluice.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.sluice.value.Decimals;
import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonScalar;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Results as bytes that are equal where the results are: however a value spells them. */
final class Canonical {
  private static final double LARGEST_WHOLE = 0x1.0p62;

  private final StringBuilder text = new StringBuilder();

  private Canonical() {}

  static byte[] of(Object result) {
    Canonical canonical = new Canonical();
    canonical.append(result);
    return bytes(canonical.text);
  }

  private void append(Object result) {
    switch (result) {
      case String words -> text.append('"').append(words.length()).append(':').append(words);
      case NullValue _ -> text.append("null");
      case JsonScalar scalar when scalar.isNumber() -> number(scalar);
      case JsonScalar scalar -> append(scalar.seen());
      case JsonArray array -> list(array.items());
      case JsonObject object -> map(object.distinctMembers());
      case Double number when Math.abs(number) < LARGEST_WHOLE && number == Math.rint(number) ->
          text.append(number.longValue());
      case CelByteString bytes ->
          text.append('x').append(HexFormat.of().formatHex(bytes.toByteArray()));
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      default -> text.append(result);
    }
  }

  /** As what it is seen as, where that has all of its digits. */
  private void number(JsonScalar scalar) {
    Object seen = scalar.seen();
    String digits = Decimals.normal(scalar.toString());
    boolean exact =
        seen instanceof Long
            || (seen instanceof Double number
                && Double.isFinite(number)
                && Decimals.normal(number.toString()).equals(digits));
    if (exact) {
      append(seen);
    } else {
      text.append('#').append(digits);
    }
  }

  private void list(List<?> list) {
    text.append('[');
    list.forEach(item -> {
      append(item);
      text.append(',');
    });
    text.append(']');
  }

  private void map(Map<?, ?> map) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(name.toString(), value));
    text.append('{');
    sorted.forEach((name, value) -> {
      append(name);
      append(value);
    });
    text.append('}');
  }

  /** As UTF-8 has them; half a surrogate pair, which it does not have, in the same manner. */
  private static byte[] bytes(CharSequence text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    text.codePoints()
        .forEach(point -> {
          if (Character.isBmpCodePoint(point) && Character.isSurrogate((char) point)) {
            bytes.write(0xE0 | point >> 12);
            bytes.write(0x80 | point >> 6 & 0x3F);
            bytes.write(0x80 | point & 0x3F);
          } else {
            bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
          }
        });
    return bytes.toByteArray();
  }
}
