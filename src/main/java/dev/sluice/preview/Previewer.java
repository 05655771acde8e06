package dev.sluice.preview;

import dev.sluice.catalogue.PipelineFilters;
import dev.sluice.definition.StageDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.Rehearsal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One version of a pipeline, tried on records. Belongs to one thread. */
final class Previewer {
  private final Graph graph;
  private final Map<Partition, String> readers;
  private final Rehearsal rehearsal;
  private final Map<String, Long> changed = new HashMap<>();
  private final Map<String, Long> stops = new HashMap<>();
  private Books books = Books.EMPTY;

  /**
   * Of a version.
   *
   * @param readers which of its stages reads a partition
   */
  Previewer(Graph graph, Map<Partition, String> readers) {
    this.graph = graph;
    this.readers = readers;
    this.rehearsal = new Rehearsal(graph, new PipelineFilters(graph.pipeline()));
  }

  String fate(Rehearsal.Outcome outcome) {
    return rehearsal.fate(outcome);
  }

  Graph graph() {
    return graph;
  }

  /** What becomes of a record; null where this version does not read it. */
  Rehearsal.@Nullable Outcome run(Message message) {
    String stage = readers.get(message.source());
    if (stage == null) {
      return null;
    }
    Rehearsal.Outcome outcome = rehearsal.run(stage, Batch.of(message));
    books = books.plus(outcome.books());
    for (StageDefinition each : graph.order()) {
      changed.merge(each.name(), changed(each, message, outcome), Long::sum);
    }
    if (outcome.stop() != null) {
      stops.merge(stage, 1L, Long::sum);
    }
    return outcome;
  }

  /** What a stage did not change, it hands on as the same object. */
  private static long changed(StageDefinition stage, Message read, Rehearsal.Outcome outcome) {
    Set<Message> in = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> from = Graph.from(stage);
    if (from.isEmpty()) {
      in.add(read);
    }
    from.forEach(each -> in.addAll(outcome.at(each)));
    return outcome.at(stage.name()).stream().filter(message -> !in.contains(message)).count();
  }

  List<StageCounts> counts() {
    List<StageCounts> counts = new ArrayList<>();
    for (StageDefinition stage : graph.order()) {
      String name = stage.name();
      Books.Stage of = books.stage(name);
      counts.add(
          new StageCounts(
              name,
              of.in(),
              of.created(),
              of.out(),
              of.filtered(),
              Books.total(of.skipped()) + Books.total(of.deadLettered()),
              Objects.requireNonNullElse(changed.get(name), 0L),
              Objects.requireNonNullElse(stops.get(name), 0L)));
    }
    return counts;
  }
}
