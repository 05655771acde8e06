package dev.sluice.definition;

import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import java.util.List;
import java.util.Set;

/**
 * The stages of one pipeline, in the file's order.
 *
 * @param broken those that are written, but cannot be made out
 */
record Stages(
    List<SourceDefinition> sources,
    List<FilterDefinition> filters,
    List<TargetDefinition> targets,
    Set<String> broken) {
  Stages {
    sources = List.copyOf(sources);
    filters = List.copyOf(filters);
    targets = List.copyOf(targets);
    broken = Set.copyOf(broken);
  }
}
