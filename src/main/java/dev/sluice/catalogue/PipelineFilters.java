package dev.sluice.catalogue;

import dev.sluice.definition.PipelineDefinition;
import dev.sluice.runtime.LaneFilters;
import dev.sluice.stage.Filter;
import dev.sluice.stages.kafka.KafkaSourceType;

/** The filters that a definition has; needs no cluster. */
public record PipelineFilters(PipelineDefinition pipeline) implements LaneFilters {
  @Override
  public Filter gate(String source) {
    boolean looked = !pipeline.filters().isEmpty();
    return KafkaSourceType.gate(pipeline.source(source).settings(), looked);
  }

  @Override
  public Filter filter(String name) {
    return pipeline.filters().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .map(each -> each.type().create(name, each.settings()))
        .orElseThrow();
  }
}
