package dev.sluice.preview;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.value.FieldPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The fields that a pipeline takes away before any of its targets, whichever way records take. */
final class Dropped {
  /** For each target the filters that every record meets on its way there, in their order. */
  private final List<List<FilterDefinition>> ways = new ArrayList<>();

  private final List<FieldPath> made = new ArrayList<>();

  Dropped(Graph graph) {
    for (TargetDefinition target : graph.pipeline().targets()) {
      List<FilterDefinition> way = new ArrayList<>();
      for (StageDefinition stage : graph.before(target)) {
        if (stage instanceof FilterDefinition filter && isMetByAll(graph, filter, target)) {
          way.add(filter);
        }
      }
      ways.add(way);
    }
    for (FilterDefinition filter : graph.pipeline().filters()) {
      filter.type().makes(filter.settings()).forEach(path -> made.add(new FieldPath(path)));
    }
  }

  /** Whether nothing reaches a target but through a filter. */
  private static boolean isMetByAll(Graph graph, FilterDefinition filter, TargetDefinition target) {
    Set<String> around = new HashSet<>(Set.of(target.name()));
    for (StageDefinition stage : graph.order().reversed()) {
      if (around.contains(stage.name()) && !stage.name().equals(filter.name())) {
        if (stage instanceof SourceDefinition) {
          return false;
        }
        around.addAll(Graph.from(stage));
      }
    }
    return true;
  }

  /** Whether a field of a record that is read reaches no target. */
  boolean hides(FieldPath field) {
    return !ways.isEmpty() && ways.stream().allMatch(way -> isRemoved(way, field));
  }

  /** The same of a record that is written: what filters make is meant to be there. */
  boolean hidesWritten(FieldPath field) {
    return hides(field) && made.stream().noneMatch(path -> path.touches(field.names()));
  }

  private static boolean isRemoved(List<FilterDefinition> way, FieldPath field) {
    FieldPath at = field;
    for (FilterDefinition filter : way) {
      FieldPath moved = filter.type().moved(filter.settings(), at);
      if (moved.equals(at) && filter.type().removes(filter.settings(), at)) {
        return true;
      }
      at = moved;
    }
    return false;
  }
}
