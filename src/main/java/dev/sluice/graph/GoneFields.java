package dev.sluice.graph;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.problem.Problem;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.problem.Severity;
import dev.sluice.stage.FieldUse;
import dev.sluice.value.FieldPath;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds expressions that read a field which filters before have taken away, whichever way records
 * take: they would fail on every record. Who asks with {@code has()} first knows.
 */
final class GoneFields {
  private final Graph graph;
  private final Problems problems;
  private final Map<String, StageDefinition> stages = new LinkedHashMap<>();
  private final Map<Asked, Boolean> known = new HashMap<>();

  private record Asked(String stage, FieldPath field) {}

  GoneFields(Graph graph, Problems problems) {
    this.graph = graph;
    this.problems = problems;
    graph.order().forEach(stage -> stages.put(stage.name(), stage));
  }

  void check() {
    for (FilterDefinition filter : graph.pipeline().filters()) {
      List<FieldUse> uses = filter.type().uses(filter.settings());
      for (FieldUse use : uses) {
        FieldPath field = new FieldPath(use.path());
        if ((use.column() > 0 || use.certain())
            && !use.guard()
            && uses.stream().noneMatch(other -> isGuard(other, use))
            && filter.from().stream().noneMatch(from -> isThere(from, field))) {
          report(use, field);
        }
      }
    }
  }

  private void report(FieldUse use, FieldPath field) {
    problems.add(
        new Problem(
            use.at(),
            use.certain() ? Severity.ERROR : Severity.WARNING,
            ProblemCode.UNKNOWN_FIELD,
            use.setting(),
            name(use, field)
                + " no longer exists here"
                + (use.column() > 0 ? " (column " + use.column() + " of the expression)" : "")
                + ": an earlier filter drops or renames it, so this fails on "
                + (use.certain() ? "every record" : "each record on which it is read"),
            "Read it before that filter, or guard it with has()"));
  }

  private static String name(FieldUse use, FieldPath field) {
    return use.shows(use.path()) ? field.toString() : "a field named by a variable";
  }

  private static boolean isGuard(FieldUse other, FieldUse use) {
    return other.guard()
        && other.setting().equals(use.setting())
        && new FieldPath(use.path()).isWithin(new FieldPath(other.path()));
  }

  /** Whether a field may be there behind a stage. */
  private boolean isThere(String stage, FieldPath field) {
    Asked asked = new Asked(stage, field);
    Boolean before = known.get(asked);
    if (before == null) {
      before = look(stage, field);
      known.put(asked, before);
    }
    return before;
  }

  private boolean look(String stage, FieldPath field) {
    if (!(stages.get(stage) instanceof FilterDefinition filter)
        || filter.type().makes(filter.settings()).stream().anyMatch(field::touches)) {
      return true;
    }
    return !filter.type().removes(filter.settings(), field)
        && filter.from().stream().anyMatch(from -> isThere(from, field));
  }
}
