package dev.sluice.observe;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A line a pipeline every ten seconds, for logs and pipes. */
public final class ProgressLines implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Observer observer;
  private final EventLog log;
  private final Map<String, Long> before = new HashMap<>();
  private final Thread thread;

  /** Begins. */
  public ProgressLines(Observer observer, EventLog log) {
    this.observer = observer;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("progress").start(this::report);
  }

  private void report() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        observer.snapshot().pipelines().stream()
            .filter(pipeline -> !pipeline.state().ended())
            .forEach(pipeline -> log.entry(line(pipeline)));
      }
    } catch (InterruptedException e) {
      // the run has ended
    }
  }

  private LogEntry line(PipelineView pipeline) {
    long read = pipeline.read();
    Long earlier = before.put(pipeline.name(), read);
    // a pipeline that was loaded again counts anew
    long rate = Math.max(0, read - (earlier == null ? 0 : earlier)) / PERIOD.toSeconds();
    Map<String, Object> fields =
        LogEntry.fields(
            "state", pipeline.state().toString(),
            "read", read,
            "readPerSecond", rate,
            "filtered", pipeline.lanes().books().filtered(),
            "skipped", pipeline.skipped(),
            "deadLettered", pipeline.deadLettered(),
            "written", pipeline.written());
    pipeline.lag().ifPresent(lag -> fields.put("lag", lag));
    if (pipeline.held() > 0) {
      fields.put("held", pipeline.held());
    }
    pipeline.caughtUp().ifPresent(share -> fields.put("percent", percent(share)));
    return new LogEntry(
        LogEntry.Level.INFO, "progress", pipeline.name(), text(pipeline, rate), fields);
  }

  private static String text(PipelineView pipeline, long rate) {
    OptionalDouble share = pipeline.caughtUp();
    return words(pipeline.state())
        + (share.isPresent() ? ", " + stage(pipeline, share.getAsDouble()) : "")
        + ", read "
        + pipeline.read()
        + " ("
        + rate
        + "/s), filtered "
        + pipeline.lanes().books().filtered()
        + ", skipped "
        + pipeline.skipped()
        + ", dead-lettered "
        + pipeline.deadLettered()
        + ", written "
        + pipeline.written()
        + ", lag "
        + (pipeline.lag().isPresent() ? pipeline.lag().getAsLong() : "unknown")
        + (pipeline.held() > 0
            ? " (" + pipeline.held() + " behind a transaction that is open at the source)"
            : "");
  }

  /** How far the catching up is; a pipeline without an end is live after it. */
  static String stage(PipelineView pipeline, double share) {
    return share >= 1 && !pipeline.graph().pipeline().sync().bounded()
        ? "live"
        : String.format(Locale.ROOT, "%d %%", percent(share));
  }

  /** Rounded down: 100 is all of it. */
  static int percent(double share) {
    return (int) Math.floor(share * 100);
  }

  private static String words(State state) {
    return state == State.WAITING ? "waiting for partitions" : state.toString();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
