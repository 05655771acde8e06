package dev.sluice.report;

import java.util.ArrayList;
import java.util.List;

/** Rows whose columns stand below each other, two spaces apart. */
public final class Columns {
  private static final int WIDEST = 60;

  private final List<List<String>> rows = new ArrayList<>();

  /** One more row. */
  public void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /**
   * All rows, a line each.
   *
   * @param indent what stands before each
   */
  public String text(String indent) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < row.size(); i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(Math.max(0, width(i) - cell.length()) + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** A cell that is very wide moves only its own row's others. */
  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column)
        .mapToInt(row -> row.get(column).length())
        .filter(width -> width <= WIDEST)
        .max()
        .orElse(0);
  }
}
