package dev.sluice.cli;

import dev.sluice.catalogue.Assembly;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.DryRun;
import dev.sluice.catalogue.Inspections;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.SharedClusters;
import dev.sluice.review.ConnectionTest;
import dev.sluice.review.Preflight;
import dev.sluice.runtime.Engine;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.Stages;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Starts and stops the pipelines of this runner. Safe for several threads: one acts at a time. */
final class Fleet implements AutoCloseable {
  private final Engine engine;
  private final PipelineRun.World world;
  private final Options options;
  private final boolean alone;
  private final ModelRounds rounds;
  private final SharedClusters clusters = new SharedClusters();
  private final List<ConnectionTest> tests = new ArrayList<>();
  private final Map<String, Graph> started = new HashMap<>();

  /**
   * How pipelines are started.
   *
   * @param directory of file stores, or null
   * @param check whether connections, topics and rights are tested first
   * @param retryFor how long passing faults are retried; null for ever
   * @param retryFailed the longest pause before one that has failed is started again; zero for
   *     never
   * @param failFast whether one that fails stops the others
   * @param dry whether nothing is written or saved
   */
  record Options(
      Catalogue catalogue,
      @Nullable Path directory,
      boolean check,
      @Nullable Duration retryFor,
      Duration retryFailed,
      boolean failFast,
      boolean dry,
      Clock clock) {}

  /**
   * Of no pipeline yet.
   *
   * @param alone whether the process lives on when no pipeline runs
   */
  Fleet(Engine engine, PipelineRun.World world, Options options, boolean alone) {
    this.alone = alone;
    this.engine = engine;
    this.world = world;
    this.options = options;
    this.rounds = new ModelRounds(world.events(), options.clock());
  }

  /** Starts some; those of their names have ended. */
  synchronized void start(List<Graph> graphs) {
    if (graphs.isEmpty()) {
      return;
    }
    Inspections inspections = new Inspections(options.catalogue(), false, options.directory());
    ConnectionTest test = ConnectionTest.beforeRun(inspections, options.clock());
    tests.removeIf(ConnectionTest::isClosed);
    tests.add(test);
    Preflight preflight = new Preflight(test, graphs.size());
    for (Graph graph : graphs) {
      Stages.Factory stages =
          options.dry()
              ? DryRun.of(options.catalogue(), graph, options.directory())
              : Assembly.of(options.catalogue(), clusters, graph, options.directory());
      UnaryOperator<Stages.Factory> first =
          options.check() ? each -> preflight.before(graph, each) : each -> each;
      started.put(graph.pipeline().name(), graph);
      engine.start(
          new PipelineRun(Assembly.plan(graph, options.retryFor()), first.apply(stages), world));
      rounds.begin(graph);
    }
  }

  /**
   * Starts some after others have drained, saved and ended; what of those does not start again is
   * forgotten.
   */
  synchronized void replace(List<Graph> leaving, List<Graph> arriving, Duration patience) {
    List<String> names = new ArrayList<>(names(leaving));
    names.forEach(rounds::end);
    engine.stop(names, patience);
    names.removeAll(names(arriving));
    engine.forget(names);
    names.forEach(started::remove);
    start(arriving);
  }

  /** The failures of pipelines that were not started again. */
  List<PipelineResult> failed() {
    return engine.failed();
  }

  /** Whether a pipeline has failed, and was not started again. */
  boolean hasFailed(String name) {
    return failed().stream().anyMatch(each -> each.plan().name().equals(name));
  }

  /** Starts one again, unless that has happened, or nothing else keeps the process alive. */
  synchronized void again(PipelineResult failure) {
    Graph graph = started.get(failure.plan().name());
    boolean alive = alone || engine.anyRuns();
    if (graph != null && alive && !engine.stopping() && failed().contains(failure)) {
      rounds.end(failure.plan().name());
      start(List.of(graph));
    }
  }

  private static List<String> names(List<Graph> graphs) {
    return graphs.stream().map(graph -> graph.pipeline().name()).toList();
  }

  @Override
  public void close() {
    rounds.close();
    tests.forEach(ConnectionTest::close);
  }
}
