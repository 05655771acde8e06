package dev.sluice.expression;

import com.google.common.primitives.UnsignedLong;
import dev.sluice.expression.Numbers.Order;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When two values are equal to CEL: numbers by value, whatever their types; others of one type. */
final class Equality {
  private Equality() {}

  static boolean holds(Object one, Object other) {
    if (one instanceof Number left) {
      return other instanceof Number right && Numbers.compare(left, right) == Order.EQUAL;
    }
    if (one instanceof List<?> left) {
      return other instanceof List<?> right && holds(left, right);
    }
    if (one instanceof Map<?, ?> left) {
      return other instanceof Map<?, ?> right && holds(left, right);
    }
    return one.equals(other);
  }

  private static boolean holds(List<?> one, List<?> other) {
    if (one.size() != other.size()) {
      return false;
    }
    Iterator<?> right = other.iterator();
    for (Object left : one) {
      if (!holds(left, right.next())) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(Map<?, ?> one, Map<?, ?> other) {
    if (one.size() != other.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : one.entrySet()) {
      Object found = find(other, entry.getKey());
      if (found == null || !holds(entry.getValue(), found)) {
        return false;
      }
    }
    return true;
  }

  static boolean isIn(Object item, List<?> list) {
    for (Object each : list) {
      if (holds(item, each)) {
        return true;
      }
    }
    return false;
  }

  /** What a key leads to, or null; a key that is a number, under whatever type of number. */
  static @Nullable Object find(Map<?, ?> map, Object key) {
    if (!(key instanceof Number number)) {
      return map.get(key);
    }
    Object found = null;
    if (Numbers.compare(number, number.longValue()) == Order.EQUAL) {
      long whole = number.longValue();
      found = map.get(whole);
      if (found == null && whole >= 0) {
        found = map.get(UnsignedLong.valueOf(whole));
      }
    }
    return found == null ? map.get(number) : found;
  }
}
