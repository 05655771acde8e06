package dev.sluice.report;

import dev.sluice.problem.Printable;
import java.util.List;

/** Markdown as GitHub shows it in a comment (GFM). */
public final class Markdown {
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

  /** Text that means itself: names, messages, values of records. */
  public static String text(String text) {
    StringBuilder escaped = new StringBuilder();
    for (char character : Printable.of(text).toCharArray()) {
      switch (character) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '\\', '`', '*', '_', '[', ']', '#', '|', '~', '@' ->
            escaped.append('\\').append(character);
        default -> escaped.append(character);
      }
    }
    return escaped.toString();
  }

  /** Text as code, also in a table's cell. */
  public static String code(String text) {
    String printable = Printable.of(text).replace("|", "\\|");
    String fence = printable.contains("`") ? "``" : "`";
    String space = printable.contains("`") ? " " : "";
    return printable.isEmpty() ? "" : fence + space + printable + space + fence;
  }
}
