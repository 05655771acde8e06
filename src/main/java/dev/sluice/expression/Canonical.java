package dev.sluice.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
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
    return canonical.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void append(Object result) {
    switch (result) {
      case String words -> text.append('"').append(words.length()).append(':').append(words);
      case NullValue _ -> text.append("null");
      case Double number when Math.abs(number) < LARGEST_WHOLE && number == Math.rint(number) ->
          text.append(number.longValue());
      case CelByteString bytes ->
          text.append('x').append(HexFormat.of().formatHex(bytes.toByteArray()));
      case List<?> list -> {
        text.append('[');
        list.forEach(item -> {
          append(item);
          text.append(',');
        });
        text.append(']');
      }
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((name, value) -> sorted.put(name.toString(), value));
        text.append('{');
        sorted.forEach((name, value) -> {
          append(name);
          append(value);
        });
        text.append('}');
      }
      default -> text.append(result);
    }
  }
}
