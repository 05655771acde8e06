package dev.sluice.value;

import java.math.BigInteger;

/** Numbers as JSON writes them, compared by all their digits: floating point would lose some. */
public final class Decimals {
  private Decimals() {}

  /**
   * One text for all that write the same number: {@code 1.50}, {@code 15e-1} and {@code 150E-2} are
   * {@code 15e-1}. Of any size, in linear time.
   *
   * @param number as JSON, or a {@link Double} that is finite, writes it
   */
  public static String normal(String number) {
    boolean negative = number.startsWith("-");
    int exponentAt = exponent(number);
    String mantissa = number.substring(negative ? 1 : 0, exponentAt);
    int point = mantissa.indexOf('.');
    String digits =
        point < 0 ? mantissa : mantissa.substring(0, point) + mantissa.substring(point + 1);
    int first = 0;
    while (first < digits.length() && digits.charAt(first) == '0') {
      first++;
    }
    int end = digits.length();
    while (end > first && digits.charAt(end - 1) == '0') {
      end--;
    }
    if (first == end) {
      return "0";
    }
    long shift = (long) digits.length() - end - (point < 0 ? 0 : mantissa.length() - point - 1);
    String significant = digits.substring(first, end);
    BigInteger exponent =
        exponentAt == number.length()
            ? BigInteger.ZERO
            : new BigInteger(number.substring(exponentAt + 1).replace("+", ""));
    return (negative ? "-" : "") + significant + "e" + exponent.add(BigInteger.valueOf(shift));
  }

  private static int exponent(String number) {
    for (int i = 0; i < number.length(); i++) {
      if (number.charAt(i) == 'e' || number.charAt(i) == 'E') {
        return i;
      }
    }
    return number.length();
  }
}
