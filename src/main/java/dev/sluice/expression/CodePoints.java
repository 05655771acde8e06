package dev.sluice.expression;

/** The order of texts by their code points, as CEL has it; UTF-16 puts some of them elsewhere. */
final class CodePoints {
  private CodePoints() {}

  static int compare(String left, String right) {
    int common = Math.min(left.length(), right.length());
    for (int i = 0; i < common; i++) {
      char one = left.charAt(i);
      char other = right.charAt(i);
      if (one != other) {
        boolean both = Character.isSurrogate(one) == Character.isSurrogate(other);
        return both ? Character.compare(one, other) : Character.isSurrogate(one) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
