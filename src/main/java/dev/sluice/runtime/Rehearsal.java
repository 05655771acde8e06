package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Reject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filters and policies of a pipeline, without its writers: what would become of records. Has
 * the filters' state, and belongs to one thread.
 */
public final class Rehearsal {
  private final Graph graph;
  private final Pass.Line line;

  /** Of one pipeline. */
  public Rehearsal(Graph graph, LaneFilters filters) {
    this.graph = graph;
    this.line = line(graph, filters);
  }

  /**
   * What became of a batch.
   *
   * @param arrived what went on from each source and filter, and what reached each target; by the
   *     stage's name
   * @param deadLetters in their order
   * @param skipped by policy, in their order
   * @param books of the stages; what reached a target counts as acknowledged
   * @param stop at which record the pipeline would stop, or null; what lies before it is above
   */
  public record Outcome(
      Map<String, List<Message>> arrived,
      List<Aside> deadLetters,
      List<Aside> skipped,
      Books books,
      @Nullable Stop stop) {
    /** What reached a target, or went on from another stage. */
    public List<Message> at(String stage) {
      return arrived.getOrDefault(stage, List.of());
    }
  }

  /**
   * A record that does not go on.
   *
   * @param message as it came to the stage; a dead letter as it would be written
   */
  public record Aside(String stage, Message message, Reject reject) {}

  /** A record before which the pipeline stops. */
  public record Stop(long offset, Trouble trouble) {}

  /** What batches of a pipeline are run through. */
  static Pass.Line line(Graph graph, LaneFilters made) {
    Map<String, Filter> filters = new LinkedHashMap<>();
    for (SourceDefinition source : graph.pipeline().sources()) {
      filters.put(source.name(), made.gate(source.name()));
    }
    for (FilterDefinition filter : graph.pipeline().filters()) {
      filters.put(filter.name(), made.filter(filter.name()));
    }
    return new Pass.Line(graph, filters, Provenance.of(graph.pipeline()));
  }

  /**
   * Runs a batch through the graph, as a lane does; it never comes again.
   *
   * @param source the stage that reads the batch's topic
   */
  public Outcome run(String source, Batch batch) {
    Pass pass = line.run(source, batch);
    line.filters().values().forEach(Filter::settled);
    Tally tally = pass.tally();
    tally.stage(source).bytes(pass.bytesRead());
    graph
        .pipeline()
        .targets()
        .forEach(target -> tally.stage(target.name()).out(pass.reached(target.name()).size()));
    Pass.Stop stop = pass.stop();
    return new Outcome(
        pass.arrived(),
        pass.deadLetters().stream().map(this::deadLetter).toList(),
        pass.skips().stream()
            .map(each -> new Aside(each.stage(), each.message(), each.reject()))
            .toList(),
        tally.books(),
        stop == null ? null : new Stop(stop.offset(), stop.trouble()));
  }

  /** What became of a record, in words; the same for all of its kind. */
  public String fate(Outcome outcome) {
    List<String> fate = new ArrayList<>();
    for (StageDefinition stage : graph.order()) {
      Books.Stage counts = outcome.books().stage(stage.name());
      if (counts.filtered() > 0) {
        fate.add("filtered by " + stage.name());
      }
      counts.skipped().keySet().forEach(why -> fate.add("skipped by " + stage.name() + ": " + why));
      counts
          .deadLettered()
          .keySet()
          .forEach(why -> fate.add("dead letter of " + stage.name() + ": " + why));
    }
    graph.pipeline().targets().stream()
        .filter(target -> !outcome.at(target.name()).isEmpty())
        .forEach(target -> fate.add("reaches " + target.name()));
    if (outcome.stop() != null) {
      fate.add("stops the pipeline");
    }
    return String.join(", ", fate);
  }

  private Aside deadLetter(Pass.Aside each) {
    return new Aside(
        each.stage(),
        DeadLetters.of(graph.pipeline().id(), each.stage(), each.message(), each.reject()),
        each.reject());
  }
}
