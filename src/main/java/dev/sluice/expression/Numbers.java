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

    Order reversed() {
      return switch (this) {
        case LESS -> MORE;
        case MORE -> LESS;
        case EQUAL, NONE -> this;
      };
    }
  }

  private Numbers() {}

  static Order compare(Number left, Number right) {
    if (left instanceof Long one && right instanceof Long other) {
      return Order.of(Long.compare(one, other));
    }
    if (left instanceof Double one && right instanceof Double other) {
      return compare(one.doubleValue(), other.doubleValue());
    }
    if (left instanceof Double one) {
      return compare(right, one.doubleValue()).reversed();
    }
    return right instanceof Double other
        ? compare(left, other.doubleValue())
        : Order.of(exact(left).compareTo(exact(right)));
  }

  private static Order compare(double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return Order.NONE;
    }
    return left == right ? Order.EQUAL : left < right ? Order.LESS : Order.MORE;
  }

  /** A whole number with a floating point one: as floating point, as CEL's own cases have it. */
  private static Order compare(Number whole, double other) {
    return compare(whole.doubleValue(), other);
  }

  private static BigInteger exact(Number whole) {
    return whole instanceof UnsignedLong unsigned
        ? unsigned.bigIntegerValue()
        : BigInteger.valueOf(whole.longValue());
  }
}
