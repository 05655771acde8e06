package dev.sluice.cli;

import dev.sluice.catalogue.Assembly;
import dev.sluice.graph.Graph;
import dev.sluice.observe.EventLog;
import dev.sluice.observe.Journal;
import dev.sluice.observe.LogEntry;
import dev.sluice.observe.Observer;
import dev.sluice.observe.OperatorPort;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Engine;
import dev.sluice.runtime.Heap;
import dev.sluice.runtime.Launcher;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.RunClock;
import dev.sluice.runtime.RunEvent;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run from its start to its end, with all that is around the pipelines: the screen, the port,
 * signals, the watch over files.
 */
record RunSession(
    RunScreen screen,
    Journal journal,
    Fleet.Options options,
    Map<String, String> environment,
    Duration drainTimeout) {

  /**
   * Waits for the end; what became of each pipeline.
   *
   * @param watching makes what looks after the files once the pipelines are started; null where
   *     nobody does
   * @throws dev.sluice.problem.FatalException where the port cannot be had
   */
  List<PipelineResult> run(
      List<Graph> graphs, HttpOptions http, @Nullable Function<Fleet, Watch> watching) {
    EventLog log = screen.log();
    RunEvent.Sink events =
        event -> {
          journal.accept(event);
          log.accept(event);
        };
    PipelineRun.World world =
        new PipelineRun.World(RunClock.system(), Launcher.threads(), new SecureRandom(), events);
    Engine engine = new Engine(Launcher.threads(), options.failFast());
    try (Observer observer =
            new Observer(
                engine::runs,
                journal,
                events,
                options.clock(),
                screen.period(http.wanted(environment)));
        OperatorPort port = http.open(environment, observer, log);
        Fleet fleet = new Fleet(engine, world, options, watching != null)) {
      Trouble heap = Heap.tooSmall(graphs.stream().map(each -> Assembly.plan(each, null)).toList());
      if (heap != null) {
        log.entry(LogEntry.warning("heap", null, heap.toString()));
      }
      Signals signals = new Signals(engine::stop, drainTimeout, screen::close);
      fleet.start(graphs);
      FailedRetries retries =
          options.retryFailed().isZero()
              ? null
              : new FailedRetries(fleet, events, options.retryFailed());
      if (port != null) {
        port.start();
      }
      screen.show(observer);
      try {
        return watching == null
            ? ended(engine, false)
            : watched(engine, watching.apply(fleet), signals);
      } finally {
        if (retries != null) {
          retries.close();
        }
      }
    }
  }

  private List<PipelineResult> watched(Engine engine, Watch watching, Signals signals) {
    try (Watch watch = watching) {
      signals.atHangup(watch::ask);
      return ended(engine, true);
    }
  }

  /** What is said of the end stands below what was shown of the run. */
  private List<PipelineResult> ended(Engine engine, boolean forMore) {
    List<PipelineResult> results = engine.await(forMore);
    screen.close();
    return results;
  }
}
