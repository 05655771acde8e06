package dev.sluice.review;

import dev.sluice.definition.Declarations;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.model.Model;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Nearest;
import dev.sluice.stage.FieldUse;
import dev.sluice.value.FieldPath;
import dev.sluice.value.FieldTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the fields that filters name against the models of the topics whose records reach them. A
 * field that some of these topics have is no mistake: only one that none of them has is warned of.
 */
final class ModelCheck {
  private final Declarations declarations;
  private final List<Model> models;
  private final Problems problems;

  ModelCheck(Declarations declarations, List<Model> models, Problems problems) {
    this.declarations = declarations;
    this.models = List.copyOf(models);
    this.problems = problems;
  }

  void check(Graph graph) {
    for (FilterDefinition filter : graph.pipeline().filters()) {
      List<Model> reaching = reaching(graph, filter);
      if (reaching.isEmpty()) {
        continue;
      }
      FieldTree<Boolean> made = made(graph, filter);
      List<FieldUse> uses = filter.type().uses(filter.settings());
      for (FieldUse use : uses) {
        if (made.touching(use.path()) == null
            && reaching.stream().noneMatch(model -> model.knows(use.path()))) {
          unknown(use, isGuarded(use, uses), reaching);
        }
      }
    }
  }

  /** What the filters before make, no record needs to have. */
  private static FieldTree<Boolean> made(Graph graph, FilterDefinition filter) {
    FieldTree<Boolean> made = new FieldTree<>();
    for (StageDefinition stage : graph.before(filter)) {
      if (stage instanceof FilterDefinition earlier) {
        earlier.type().makes(earlier.settings()).forEach(path -> made.add(path, true));
      }
    }
    return made;
  }

  private List<Model> reaching(Graph graph, FilterDefinition filter) {
    Set<String> sources = graph.sourcesOf(filter);
    List<Model> reaching = new ArrayList<>();
    for (SourceDefinition source : graph.pipeline().sources()) {
      if (sources.contains(source.name())) {
        models.stream()
            .filter(model -> declarations.source().reads(source.settings(), model.topic()))
            .filter(model -> !model.fields().isEmpty())
            .forEach(reaching::add);
      }
    }
    return reaching;
  }

  /** Somebody who asks first whether a field is there knows that it is rare. */
  private static boolean isGuarded(FieldUse use, List<FieldUse> uses) {
    return uses.stream()
        .filter(FieldUse::guard)
        .map(FieldUse::path)
        .anyMatch(guard ->
            guard.size() <= use.path().size() && use.path().subList(0, guard.size()).equals(guard));
  }

  /**
   * Names the first part of the path that is not known. A guarded field is worth a warning only
   * where another name is so near that it is meant.
   */
  private void unknown(FieldUse use, boolean guarded, List<Model> reaching) {
    List<String> path = firstUnknown(use.path(), reaching);
    Set<String> beside = new TreeSet<>();
    reaching.forEach(model -> beside.addAll(model.siblings(path)));
    if (guarded && Nearest.question(path.getLast(), beside).isEmpty()) {
      return;
    }
    problems.warning(
        ProblemCode.UNKNOWN_FIELD,
        use.at(),
        use.setting(),
        "no record in the sample of "
            + String.join(", ", reaching.stream().map(Model::topic).limit(5).toList())
            + " has the field "
            + (use.shows(path) ? "value." + FieldPath.text(path) : "named by a variable")
            + (use.column() == 0 ? "" : " (column " + use.column() + " of the expression)"),
        beside.isEmpty() ? null : Nearest.hint(path.getLast(), beside));
  }

  private static List<String> firstUnknown(List<String> path, List<Model> reaching) {
    for (int length = 1; length < path.size(); length++) {
      List<String> part = path.subList(0, length);
      if (reaching.stream().noneMatch(model -> model.knows(part))) {
        return part;
      }
    }
    return path;
  }
}
