package dev.sluice.preview;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.value.FieldPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields that drop and keep filters take away on every way to every target. For one thread. */
final class Dropped {
  private final Graph graph;
  private final List<FieldPath> made = new ArrayList<>();
  private final boolean any;
  private final Map<FieldPath, Boolean> known = new HashMap<>();

  Dropped(Graph graph) {
    this.graph = graph;
    List<FilterDefinition> filters = graph.pipeline().filters();
    filters.forEach(filter ->
        filter.type().makes(filter.settings()).forEach(path -> made.add(new FieldPath(path))));
    this.any = filters.stream().anyMatch(filter -> filter.type().takesAway());
  }

  /** Whether there may be such fields. */
  boolean any() {
    return any;
  }

  /** Whether a field of a record that is read reaches no target. */
  boolean hides(FieldPath field) {
    return any && known.computeIfAbsent(field, this::reachesNone);
  }

  private boolean reachesNone(FieldPath field) {
    Map<String, Set<FieldPath>> names = new HashMap<>();
    for (StageDefinition stage : graph.order()) {
      Set<FieldPath> here = new HashSet<>();
      switch (stage) {
        case SourceDefinition _ -> here.add(field);
        case FilterDefinition filter -> {
          for (String from : filter.from()) {
            names.getOrDefault(from, Set.of()).forEach(each -> pass(filter, each, here));
          }
        }
        case TargetDefinition target -> {
          if (target.from().stream()
              .anyMatch(from -> !names.getOrDefault(from, Set.of()).isEmpty())) {
            return false;
          }
        }
      }
      names.put(stage.name(), here);
    }
    return true;
  }

  private static void pass(FilterDefinition filter, FieldPath field, Set<FieldPath> behind) {
    FieldPath moved = filter.type().moved(filter.settings(), field);
    if (!moved.equals(field) || !filter.type().removes(filter.settings(), field)) {
      behind.add(moved);
    }
  }

  /** The same of a record that is written: what filters make is meant to be there. */
  boolean hidesWritten(FieldPath field) {
    return hides(field) && made.stream().noneMatch(path -> path.touches(field.names()));
  }
}
