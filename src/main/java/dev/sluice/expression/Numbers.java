package dev.sluice.expression;

import com.google.common.primitives.UnsignedLong;
import java.math.BigInteger;

/**
 * Compares numbers of CEL's three types by value. As IEEE 754 has it the two zeros are equal, and
 * NaN is in no order to anything.
 */
final class Numbers {
  /** How one value stands to another. */
  enum Order {
    LESS,
    EQUAL,
    MORE,
    NONE;

    static Order of(int compared) {
      return compared == 0 ? EQUAL : compared < 0 ? LESS : MORE;
    }
  }

  private Numbers() {}

  /** Beside floating point an integer is one, as CEL's own cases have it. */
  static Order compare(Number left, Number right) {
    if (left instanceof Long one && right instanceof Long other) {
      return Order.of(Long.compare(one, other));
    }
    return left instanceof Double || right instanceof Double
        ? compare(left.doubleValue(), right.doubleValue())
        : Order.of(exact(left).compareTo(exact(right)));
  }

  private static Order compare(double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return Order.NONE;
    }
    return left == right ? Order.EQUAL : left < right ? Order.LESS : Order.MORE;
  }

  private static BigInteger exact(Number whole) {
    return whole instanceof UnsignedLong unsigned
        ? unsigned.bigIntegerValue()
        : BigInteger.valueOf(whole.longValue());
  }
}
