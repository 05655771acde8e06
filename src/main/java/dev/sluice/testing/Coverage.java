package dev.sluice.testing;

import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.runtime.Books;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which filters, and which outcomes of those that decide, some case has exercised.
 *
 * @param points how many there are
 * @param missing those that no case has exercised
 */
public record Coverage(int points, List<Missing> missing) {
  private static final int ALL = 100;

  /** Keeps a copy. */
  public Coverage {
    missing = List.copyOf(missing);
  }

  /**
   * Something that no case has exercised.
   *
   * @param outcome {@code passes} or {@code filters} of a filter that decides, else {@code runs}
   */
  public record Missing(String pipeline, String stage, String outcome) {}

  /**
   * Of all filters of some pipelines.
   *
   * @param books all cases' together, by the pipeline's name
   */
  static Coverage of(List<Graph> graphs, Map<String, Books> books) {
    int points = 0;
    List<Missing> missing = new ArrayList<>();
    for (Graph graph : graphs) {
      String name = graph.pipeline().name();
      Books counted = books.getOrDefault(name, Books.EMPTY);
      for (FilterDefinition filter : graph.pipeline().filters()) {
        Books.Stage stage = counted.stage(filter.name());
        List<String> open = new ArrayList<>();
        if (filter.type().decides()) {
          points += 2;
          open.addAll(stage.out() > 0 ? List.of() : List.of("passes"));
          open.addAll(stage.filtered() > 0 ? List.of() : List.of("filters"));
        } else {
          points++;
          open.addAll(stage.in() > 0 ? List.of() : List.of("runs"));
        }
        open.forEach(outcome -> missing.add(new Missing(name, filter.name(), outcome)));
      }
    }
    return new Coverage(points, missing);
  }

  /** How many points some case has exercised, in percent, rounded down. */
  public int percent() {
    return points == 0 ? ALL : (points - missing.size()) * ALL / points;
  }
}
