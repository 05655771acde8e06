package dev.sluice.testing;

import dev.sluice.catalogue.PipelineFilters;
import dev.sluice.catalogue.Scanning;
import dev.sluice.definition.Declarations;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.problem.Printable;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.Rehearsal;
import dev.sluice.schema.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs the records of one case through a pipeline of its own, one after another. */
final class CaseRun {
  private final Graph graph;
  private final Given given;
  private final Rehearsal rehearsal;
  private final Map<String, List<Actual.Out>> targets = new LinkedHashMap<>();
  private final List<Actual.Dead> deadLetters = new ArrayList<>();
  private final List<String> fates = new ArrayList<>();
  private Books books = Books.EMPTY;
  private Actual.@Nullable Stopped stop;

  CaseRun(Graph graph, Declarations declarations) {
    this.graph = graph;
    this.given = new Given(graph.pipeline(), declarations);
    this.rehearsal = new Rehearsal(graph, new PipelineFilters(graph.pipeline()));
    graph.pipeline().targets().forEach(target -> targets.put(target.name(), new ArrayList<>()));
  }

  /** Runs what a case gives. */
  Actual run(List<Settings> records) {
    for (Settings record : records) {
      Given.Read read = given.read(record);
      take(read.source(), read.message());
    }
    return actual();
  }

  /** What has come out so far. */
  Actual actual() {
    return new Actual(targets, deadLetters, books, stop, fates);
  }

  /**
   * One more record; behind one at which the pipeline stops nothing is read.
   *
   * @param source the stage that reads it
   */
  void take(String source, Message message) {
    if (stop != null) {
      return;
    }
    int number = fates.size() + 1;
    Rehearsal.Outcome outcome = rehearsal.run(source, Batch.of(message));
    books = books.plus(outcome.books());
    if (outcome.stop() != null) {
      stop = new Actual.Stopped(number, outcome.stop());
    }
    outcome.deadLetters().forEach(letter -> deadLetters.add(new Actual.Dead(number, letter)));
    for (TargetDefinition target : graph.pipeline().targets()) {
      String topic = Scanning.topics(target).apply(message.source().topic());
      for (Message out : outcome.at(target.name())) {
        Objects.requireNonNull(targets.get(target.name())).add(new Actual.Out(number, topic, out));
      }
    }
    fates.add(
        "record "
            + number
            + " "
            + RecordText.of(message)
            + ": "
            + rehearsal.fate(outcome)
            + (outcome.stop() == null ? "" : ": " + said(outcome.stop().trouble())));
  }

  private static String said(Trouble trouble) {
    return Printable.withHint(trouble.message(), trouble.hint());
  }
}
