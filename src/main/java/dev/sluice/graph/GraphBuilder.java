package dev.sluice.graph;

import dev.sluice.definition.Declarations;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a graph of a definition, and judges it. */
public final class GraphBuilder {
  private final PipelineDefinition pipeline;
  private final Declarations declarations;
  private final Problems problems;
  private final Map<String, StageDefinition> stages = new LinkedHashMap<>();
  private final Map<String, List<String>> readers = new HashMap<>();

  /** Of one pipeline; problems are added to those given. */
  public GraphBuilder(PipelineDefinition pipeline, Declarations declarations, Problems problems) {
    this.pipeline = pipeline;
    this.declarations = declarations;
    this.problems = problems;
    pipeline.sources().forEach(stage -> stages.put(stage.name(), stage));
    pipeline.filters().forEach(stage -> stages.put(stage.name(), stage));
    pipeline.targets().forEach(stage -> stages.put(stage.name(), stage));
  }

  /** The graph, or null where its edges are not sound; problems say what is wrong. */
  public @Nullable Graph build() {
    if (!pipeline.broken().isEmpty()) {
      pipeline.filters().forEach(each -> each.type().check(each.settings(), true, problems));
      return null;
    }
    if (!link()) {
      return null;
    }
    List<StageDefinition> order = order();
    if (order == null) {
      return null;
    }
    Graph graph = new Graph(pipeline, order, readers);
    unread();
    new GraphChecks(graph, declarations, problems).check();
    return graph;
  }

  private boolean link() {
    boolean sound = true;
    for (StageDefinition stage : stages.values()) {
      for (String from : new LinkedHashSet<>(Graph.from(stage))) {
        StageDefinition read = stages.get(from);
        if (read == null || read instanceof TargetDefinition) {
          sound = false;
          unknown(stage, from, read != null);
        } else {
          readers.computeIfAbsent(from, name -> new ArrayList<>()).add(stage.name());
        }
      }
    }
    return sound;
  }

  private void unknown(StageDefinition stage, String from, boolean target) {
    problems.error(
        ProblemCode.UNKNOWN_STAGE,
        stage.settings().at(),
        stage.settings().path() + ".from",
        target
            ? "nothing can be read from the target \"" + from + "\""
            : "there is no stage \"" + from + "\"",
        Nearest.hint(
            from,
            stages.values().stream()
                .filter(each ->
                    !(each instanceof TargetDefinition) && !each.name().equals(stage.name()))
                .map(StageDefinition::name)
                .toList()));
  }

  /**
   * Each stage after those it reads; null where stages go in a circle. Every chain of them ends in
   * a source, a circle or an unknown stage: so no stage is out of every source's reach unnoticed.
   */
  private @Nullable List<StageDefinition> order() {
    Set<String> done = new LinkedHashSet<>();
    List<StageDefinition> order = new ArrayList<>();
    for (StageDefinition stage : stages.values()) {
      if (!visit(stage, new ArrayList<>(), done, order)) {
        return null;
      }
    }
    return order;
  }

  private boolean visit(
      StageDefinition stage, List<String> path, Set<String> done, List<StageDefinition> order) {
    if (done.contains(stage.name())) {
      return true;
    }
    int before = path.indexOf(stage.name());
    path.add(stage.name());
    if (before >= 0) {
      List<String> circle = path.subList(before, path.size()).reversed();
      problems.error(
          ProblemCode.CYCLE,
          stage.settings().at(),
          stage.settings().path(),
          "the stages go in a circle: " + String.join(" -> ", circle),
          "Let one of them read something else");
      return false;
    }
    for (String from : Graph.from(stage)) {
      StageDefinition read = stages.get(from);
      if (read != null && !visit(read, path, done, order)) {
        return false;
      }
    }
    path.removeLast();
    done.add(stage.name());
    order.add(stage);
    return true;
  }

  private void unread() {
    for (StageDefinition stage : stages.values()) {
      if (!(stage instanceof TargetDefinition) && !readers.containsKey(stage.name())) {
        problems.error(
            ProblemCode.UNREAD_STAGE,
            stage.settings().at(),
            stage.settings().path(),
            "nothing reads "
                + switch (stage) {
                  case SourceDefinition _ -> "the source";
                  case FilterDefinition _ -> "the filter";
                  case TargetDefinition _ -> "the target";
                }
                + " \""
                + stage.name()
                + "\"",
            "Name it in the from of a filter or a target, or remove it");
      }
    }
  }
}
