package dev.sluice.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A part of the report.
 *
 * @param order its place among the others, and its file's name
 * @param notes how it was measured
 * @param columns of the table
 * @param rows with a cell for each column: texts, and numbers as they were measured
 * @param bars what was to be reached
 */
record Section(
    String order,
    String title,
    List<String> notes,
    List<String> columns,
    List<List<Object>> rows,
    List<Bar> bars) {
  /**
   * What was to be reached, and was or was not.
   *
   * @param limit such as {@code <= 1.10}
   * @param reached the figure
   */
  record Bar(String what, String limit, double reached, boolean met) {
    static Bar atMost(String what, double limit, double reached) {
      return new Bar(what, "≤ " + number(limit), reached, reached <= limit);
    }

    static Bar atLeast(String what, double limit, double reached) {
      return new Bar(what, "≥ " + number(limit), reached, reached >= limit);
    }
  }

  /** A section that grows. */
  static Section of(String order, String title, List<String> notes, String... columns) {
    return new Section(order, title, notes, List.of(columns), new ArrayList<>(), new ArrayList<>());
  }

  Section row(Object... cells) {
    rows.add(List.of(cells));
    return this;
  }

  void bar(Bar bar) {
    bars.add(bar);
  }

  /** A number for people: three digits, or all before the point. */
  static String number(Object cell) {
    if (!(cell instanceof Number number)) {
      return String.valueOf(cell);
    }
    double value = number.doubleValue();
    if (Math.abs(value) >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
  }

  String markdown() {
    StringBuilder text = new StringBuilder("## ").append(title).append("\n\n");
    notes.forEach(note -> text.append(note).append("\n\n"));
    text.append(line(columns)).append(line(columns.stream().map(each -> "---").toList()));
    rows.forEach(row -> text.append(line(row.stream().map(Section::number).toList())));
    if (!bars.isEmpty()) {
      text.append("\n| to reach | limit | reached | |\n| --- | --- | --- | --- |\n");
      bars.forEach(bar ->
          text.append(
              line(
                  List.of(
                      bar.what(),
                      bar.limit(),
                      number(bar.reached()),
                      bar.met() ? "yes" : "**no**"))));
    }
    return text.append('\n').toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
