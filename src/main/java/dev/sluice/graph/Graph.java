package dev.sluice.graph;

import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import java.util.List;
import java.util.Map;

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

  /** What a stage reads; nothing for a source. */
  public static List<String> from(StageDefinition stage) {
    return switch (stage) {
      case SourceDefinition _ -> List.of();
      case FilterDefinition filter -> filter.from();
      case TargetDefinition target -> target.from();
    };
  }
}
