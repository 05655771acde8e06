package dev.sluice.value;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Where two values differ, field by field: objects whatever their order, lists item by item.
 *
 * @param same whether two single values count as equal
 * @param sink hears the differences
 */
public record JsonDifferences(BiPredicate<JsonScalar, JsonScalar> same, Sink sink) {
  /** Hears where two values differ. */
  public interface Sink {
    /**
     * At one place.
     *
     * @param at the path
     * @param left null where there is nothing
     * @param right likewise
     */
    void differ(String at, @Nullable JsonValue left, @Nullable JsonValue right);
  }

  /**
   * Compares.
   *
   * @param at what both stand for
   */
  public void between(String at, @Nullable JsonValue left, @Nullable JsonValue right) {
    if (left instanceof JsonObject one && right instanceof JsonObject other) {
      Set<String> names = new LinkedHashSet<>(one.keySet());
      names.addAll(other.keySet());
      names.forEach(name -> between(inside(at, name), one.member(name), other.member(name)));
    } else if (left instanceof JsonArray one && right instanceof JsonArray other) {
      for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
        between(at + "[" + i + "]", item(one, i), item(other, i));
      }
    } else if (!(left instanceof JsonScalar one
        && right instanceof JsonScalar other
        && same.test(one, other))) {
      sink.differ(at, left, right);
    }
  }

  private static String inside(String at, String name) {
    String inner = FieldPath.text(List.of(name));
    return inner.startsWith("[") ? at + inner : at + "." + inner;
  }

  private static @Nullable JsonValue item(JsonArray array, int index) {
    return index < array.size() ? array.items().get(index) : null;
  }
}
