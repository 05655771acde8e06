package dev.sluice.observe;

import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.LaneStatus;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.RunEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the picture of all pipelines. What only the clusters know it asks them in the background,
 * in regular turns, so that a picture costs no request and waits for nobody. For any thread.
 */
public final class Observer implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Supplier<List<PipelineRun>> runs;
  private final Journal journal;
  private final RunEvent.Sink events;
  private final Clock clock;
  private final Map<PipelineRun, Sight> sights = new ConcurrentHashMap<>();
  private final Duration period;
  private final Thread asking;

  /**
   * Begins to ask.
   *
   * @param runs those that there are, whenever it is asked
   * @param events hears what is noticed that nobody else would notice
   * @param period after which a cluster that has answered is asked again
   */
  public Observer(
      Supplier<List<PipelineRun>> runs,
      Journal journal,
      RunEvent.Sink events,
      Clock clock,
      Duration period) {
    this.events = events;
    this.runs = runs;
    this.journal = journal;
    this.clock = clock;
    this.period = period;
    this.asking = Thread.ofPlatform().daemon().name("observer").start(this::turns);
  }

  private void turns() {
    try {
      while (true) {
        List<PipelineRun> present = runs.get();
        sights.keySet().retainAll(Set.copyOf(present));
        present.stream()
            .filter(run -> run.result() == null)
            .forEach(
                run -> sights.computeIfAbsent(run, each -> new Sight(each, events)).ask(period));
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      // nobody wants to know any more
    }
  }

  /** How all stand now. */
  public Snapshot snapshot() {
    return new Snapshot(clock.instant(), runs.get().stream().map(this::view).toList());
  }

  private PipelineView view(PipelineRun run) {
    LaneStatus lanes = run.status();
    Sight sight = sights.get(run);
    Trouble trouble = journal.trouble(run.plan().name());
    State state = State.of(run, lanes, trouble != null);
    return new PipelineView(
        run.plan().graph(),
        state,
        trouble(run, state, trouble),
        lanes,
        // what is not read any more is nobody's lag here
        sight == null || state.ended()
            ? Map.of()
            : sight.reach.lags(lanes.positions(), clock.millis()),
        sight == null ? OptionalDouble.empty() : sight.caughtUp(lanes),
        state.ended() ? Duration.ZERO : run.checkpointAge(),
        state.ended() ? Duration.ZERO : run.silence(),
        state == State.FAILED ? journal.nextTry(run.plan().name()) : Optional.empty(),
        journal.drifts(run.plan().name()));
  }

  private static @Nullable Trouble trouble(
      PipelineRun run, State state, @Nullable Trouble retrying) {
    PipelineResult result = run.result();
    if (result != null && result.ending() instanceof Ending.Failed failed) {
      return failed.trouble();
    }
    return state == State.RETRYING ? retrying : null;
  }

  @Override
  public void close() {
    asking.interrupt();
  }

  /** What is known of one pipeline from its clusters. */
  private static final class Sight {
    private static final Duration RETENTION = Duration.ofMinutes(5);

    private final PipelineRun run;
    private final CatchUp catchUp = new CatchUp();
    private final HeldReading held;
    private Map<String, Duration> retention = new HashMap<>();
    private long nextRetention = System.nanoTime();
    private long nextQuestion = System.nanoTime();
    private @Nullable Thread question;
    private boolean answered;
    private volatile Reach reach = Reach.UNKNOWN;

    Sight(PipelineRun run, RunEvent.Sink events) {
      this.held = new HeldReading(run, events);
      this.run = run;
    }

    /** It has come by its first partitions: the first answer is not waited for long. */
    private synchronized boolean isBlind() {
      return !answered && !run.status().positions().isEmpty();
    }

    synchronized OptionalDouble caughtUp(LaneStatus lanes) {
      return catchUp.share(lanes.positions());
    }

    /** When it is due, in a thread beside, unless an earlier question is still open. */
    void ask(Duration period) {
      boolean open = question != null && question.isAlive();
      if (!open && (isBlind() || System.nanoTime() - nextQuestion >= 0)) {
        nextQuestion = System.nanoTime() + period.toNanos();
        question = Thread.ofVirtual().name("lag").start(() -> answer(period.dividedBy(2)));
      }
    }

    private void answer(Duration age) {
      LaneStatus lanes = run.status();
      try {
        reach = new Reach(run.logs(lanes.positions().keySet(), age), retention(lanes));
      } catch (RuntimeException e) {
        reach = Reach.UNKNOWN; // what fails here fails in the pipeline too, and is told there
      }
      synchronized (this) {
        answered |= !lanes.positions().isEmpty();
        catchUp.meet(lanes.positions(), reach.logs());
      }
      try {
        if (reach != Reach.UNKNOWN) {
          held.look(lanes.positions(), reach.logs());
        }
      } catch (StageException e) {
        // who may not be asked for producers is not told of them
      }
    }

    /** A right that is missing costs this figure alone. */
    private Map<String, Duration> retention(LaneStatus lanes) {
      if (!lanes.positions().isEmpty() && System.nanoTime() - nextRetention >= 0) {
        nextRetention = System.nanoTime() + RETENTION.toNanos();
        try {
          retention = run.retention(lanes.positions().keySet());
        } catch (StageException e) {
          retention = Map.of();
        }
      }
      return retention;
    }
  }
}
