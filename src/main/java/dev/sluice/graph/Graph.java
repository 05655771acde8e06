package dev.sluice.graph;

import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The stages of a pipeline and who reads whom: a directed acyclic graph, checked.
 *
 * @param pipeline what it was made of
 * @param order all stages, each after those it reads
 * @param readers the stages that read each stage, in the file's order; none of a target
 */
public record Graph(
    PipelineDefinition pipeline, List<StageDefinition> order, Map<String, List<String>> readers) {
  /** Keeps copies. */
  public Graph {
    order = List.copyOf(order);
    readers = Map.copyOf(readers);
  }

  /** The stages that read a stage. */
  public List<String> readersOf(String stage) {
    return readers.getOrDefault(stage, List.of());
  }

  /** The source stages whose records reach a stage; a source reaches itself. */
  public Set<String> sourcesOf(StageDefinition stage) {
    Set<String> upstream = upstream(stage);
    return order.stream()
        .filter(SourceDefinition.class::isInstance)
        .map(StageDefinition::name)
        .filter(upstream::contains)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The stages whose records reach a stage, itself left out. */
  public List<StageDefinition> before(StageDefinition stage) {
    Set<String> upstream = upstream(stage);
    return order.stream()
        .filter(each -> !each.name().equals(stage.name()))
        .filter(each -> upstream.contains(each.name()))
        .toList();
  }

  /** The names of the stages whose records reach a stage, its own among them; each seen once. */
  private Set<String> upstream(StageDefinition stage) {
    Set<String> upstream = new HashSet<>(Set.of(stage.name()));
    for (StageDefinition each : order.reversed()) {
      if (upstream.contains(each.name())) {
        upstream.addAll(from(each));
      }
    }
    return upstream;
  }

  /** What a stage reads; nothing for a source. */
  public static List<String> from(StageDefinition stage) {
    return switch (stage) {
      case SourceDefinition _ -> List.of();
      case FilterDefinition filter -> filter.from();
      case TargetDefinition target -> target.from();
    };
  }
}
