package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.stage.Filter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The filters of a pipeline, without its writers: what they would let through. Has the filters'
 * state, and belongs to one thread.
 */
public final class Rehearsal {
  private final Graph graph;
  private final Pass.Line line;

  /** Of one pipeline. */
  public Rehearsal(Graph graph, Stages stages) {
    this.graph = graph;
    this.line = line(graph, stages);
  }

  /** What batches of a pipeline are run through. */
  static Pass.Line line(Graph graph, Stages stages) {
    Map<String, Filter> filters = new LinkedHashMap<>();
    for (SourceDefinition source : graph.pipeline().sources()) {
      filters.put(source.name(), stages.gate(source.name()));
    }
    for (FilterDefinition filter : graph.pipeline().filters()) {
      filters.put(filter.name(), stages.filter(filter.name()));
    }
    return new Pass.Line(graph, filters, Provenance.of(graph.pipeline()));
  }

  /**
   * What reaches each target; where a record stops the pipeline, what lies before it.
   *
   * @param source the stage that reads the batch's topic
   */
  public Map<String, List<Message>> targets(String source, Batch batch) {
    Pass pass = line.run(source, batch);
    Map<String, List<Message>> reached = new LinkedHashMap<>();
    for (TargetDefinition target : graph.pipeline().targets()) {
      reached.put(target.name(), pass.reached(target.name()));
    }
    return reached;
  }
}
