package dev.sluice.review;

import dev.sluice.check.Finding;
import dev.sluice.check.Outcome;
import dev.sluice.graph.Graph;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.RunEvent;
import dev.sluice.runtime.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connection test before a run. What will not pass by itself (a login, a right, a missing
 * topic) refuses the pipeline; a cluster that is away is left to the run, which waits for it.
 */
public final class Preflight {
  private final ConnectionTest test;
  private final AtomicInteger open;

  /**
   * For a run.
   *
   * @param test is closed once every pipeline has asked
   * @param pipelines how many will ask
   */
  public Preflight(ConnectionTest test, int pipelines) {
    this.test = test;
    this.open = new AtomicInteger(pipelines);
  }

  /** The same stages, opened for the first time only when the test says that it makes sense. */
  public Stages.Factory before(Graph graph, Stages.Factory factory) {
    AtomicBoolean asked = new AtomicBoolean();
    return events -> {
      if (asked.compareAndSet(false, true)) {
        require(graph, events);
      }
      return factory.open(events);
    };
  }

  private void require(Graph graph, RunEvent.Sink events) {
    List<Trouble> refusals = new ArrayList<>();
    String name = graph.pipeline().name();
    for (Finding finding : findings(graph)) {
      switch (finding.outcome()) {
        case Outcome.Fail fail when fail.trouble().code() == ProblemCode.BUG ->
            events.accept(new RunEvent.Warning(name, fail.trouble().toString()));
        case Outcome.Fail fail when !fail.passing() -> refusals.add(fail.trouble());
        case Outcome.Warn warn ->
            events.accept(new RunEvent.Warning(name, finding.subject() + ": " + warn.trouble()));
        case Outcome.Fail _, Outcome.Pass _, Outcome.Skipped _ -> {}
      }
    }
    if (!refusals.isEmpty()) {
      refusals.stream()
          .skip(1)
          .forEach(further -> events.accept(new RunEvent.Warning(name, further.toString())));
      throw new FatalException(refusals.getFirst(), null);
    }
  }

  private List<Finding> findings(Graph graph) {
    try {
      return test.pipelineAlone(graph).all();
    } finally {
      if (open.decrementAndGet() == 0) {
        test.close();
      }
    }
  }
}
