package dev.sluice.schema;

import java.util.Collection;
import java.util.Comparator;

/** "Did you mean": the nearest of the names that would have been right. */
public final class Nearest {
  private Nearest() {}

  /** The nearest name as a question where one is near enough, else all of them. */
  public static String hint(String wrong, Collection<String> known) {
    String question = question(wrong, known);
    if (!question.isEmpty()) {
      return question;
    }
    return known.isEmpty() ? "There is none" : "Known: " + String.join(", ", known);
  }

  /** The nearest name as a question where one is near enough, else nothing. */
  public static String question(String wrong, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String name) -> distance(wrong, name)))
        .filter(name -> distance(wrong, name) <= Math.max(1, Math.min(3, wrong.length() / 2)))
        .map(name -> "Did you mean \"" + name + "\"?")
        .orElse("");
  }

  /** Levenshtein's distance, without regard to case. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substituted = diagonal + (same(left.charAt(i - 1), right.charAt(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }

  private static boolean same(char left, char right) {
    return Character.toLowerCase(left) == Character.toLowerCase(right);
  }
}
