package dev.sluice.report;

import dev.sluice.problem.Printable;
import java.util.List;

/** Markdown as GitHub shows it in a comment (GFM). */
public final class Markdown {
  /** A comment, which keeps what stands before and behind it from becoming one word. */
  private static final String APART = "<!-- -->";

  private Markdown() {}

  /** A row of a table; a first row is followed by {@link #line}. */
  public static String row(List<String> cells) {
    StringBuilder row = new StringBuilder("|");
    cells.forEach(cell -> row.append(' ').append(cell).append(" |"));
    return row.append('\n').toString();
  }

  /** The line under a table's head; columns of numbers stand to the right. */
  public static String line(int texts, int numbers) {
    return "|" + " --- |".repeat(texts) + " ---: |".repeat(numbers) + "\n";
  }

  /** Text that means itself: names, messages, values of records. It links and mentions nobody. */
  public static String text(String text) {
    String printable = Printable.of(text);
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < printable.length(); i++) {
      char character = printable.charAt(i);
      switch (character) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '\\', '`', '*', '_', '[', ']', '|', '~' -> escaped.append('\\').append(character);
        case '#' -> escaped.append("\\#").append(APART);
        case '@' -> escaped.append('@').append(APART);
        case ':' -> escaped.append(':').append(printable.startsWith("//", i + 1) ? APART : "");
        case '.' -> escaped.append(isWww(escaped) ? APART : "").append('.');
        default -> escaped.append(character);
      }
    }
    return escaped.toString();
  }

  private static boolean isWww(StringBuilder before) {
    int length = before.length();
    return length >= 3 && before.substring(length - 3).equalsIgnoreCase("www");
  }

  /** Text as code, also in a table's cell: it ends where more backticks stand than are in it. */
  public static String code(String text) {
    String printable = Printable.of(text).replace("|", "\\|");
    if (printable.isEmpty()) {
      return "";
    }
    String fence = "`".repeat(longestRun(printable) + 1);
    boolean padded = fence.length() > 1 || printable.startsWith(" ") || printable.endsWith(" ");
    String space = padded && !printable.isBlank() ? " " : "";
    return fence + space + printable + space + fence;
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (char character : text.toCharArray()) {
      run = character == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
