package dev.sluice.observe;

import dev.sluice.runtime.RunEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;

/** The log of a run: events, and what else is said, as lines in one format. For any thread. */
public final class EventLog implements RunEvent.Sink {
  private final LogFormat format;
  private final Lines lines;
  private final Clock clock;
  private final String version;
  private final boolean verbose;

  /** Where lines go. */
  public interface Lines {
    /** Takes one, from any thread. Must not throw, nor wait long. */
    void line(String text);
  }

  /**
   * Nothing is said yet.
   *
   * @param version of Sluice, for the report of a mistake in it
   * @param verbose whether mistakes come with their stack traces
   */
  public EventLog(LogFormat format, Lines lines, Clock clock, String version, boolean verbose) {
    this.format = format;
    this.lines = lines;
    this.clock = clock;
    this.version = version;
    this.verbose = verbose;
  }

  @Override
  public void accept(RunEvent event) {
    entry(LogEntry.of(event, version));
    if (verbose && event instanceof RunEvent.Bug bug) {
      StringWriter trace = new StringWriter();
      bug.error().printStackTrace(new PrintWriter(trace));
      entry(LogEntry.info("stack_trace", event.pipeline(), trace.toString()));
    }
  }

  /** One line of the log. */
  public void entry(LogEntry entry) {
    lines.line(format.line(clock.instant(), entry));
  }
}
