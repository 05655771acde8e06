package dev.sluice.testing;

import dev.sluice.value.JsonDifferences;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares values: objects whatever their order, numbers by value; an expected text that ends with
 * {@code ...} stands for any text that begins so.
 */
final class ValueComparison {
  private static final String ANY_END = "...";

  private ValueComparison() {}

  static List<Difference> of(String at, JsonValue expected, JsonValue actual) {
    List<Difference> differences = new ArrayList<>();
    new JsonDifferences(
            ValueComparison::same,
            (place, left, right) -> differences.add(new Difference(place, text(left), text(right))))
        .between(at, expected, actual);
    return differences;
  }

  private static boolean same(JsonScalar expected, JsonScalar actual) {
    if (expected.isText() && actual.isText()) {
      return matches(expected.content(), actual.content());
    }
    return expected.equals(actual);
  }

  /** Whether a text is what is expected, or begins so. */
  static boolean matches(String expected, String actual) {
    return expected.equals(actual)
        || (expected.endsWith(ANY_END)
            && actual.startsWith(expected.substring(0, expected.length() - ANY_END.length())));
  }

  private static String text(@Nullable JsonValue value) {
    return value == null ? Difference.NOTHING : new String(value.bytes(), StandardCharsets.UTF_8);
  }
}
