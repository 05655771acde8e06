package dev.sluice.graph;

import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

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
    Set<String> sources = new TreeSet<>();
    for (StageDefinition each : order) {
      if (each instanceof SourceDefinition && reaches(each.name(), stage.name())) {
        sources.add(each.name());
      }
    }
    return sources;
  }

  /** The stages whose records reach a stage, itself left out. */
  public List<StageDefinition> before(StageDefinition stage) {
    return order.stream()
        .filter(each -> !each.name().equals(stage.name()))
        .filter(each -> reaches(each.name(), stage.name()))
        .toList();
  }

  private boolean reaches(String from, String to) {
    return from.equals(to) || readersOf(from).stream().anyMatch(reader -> reaches(reader, to));
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
