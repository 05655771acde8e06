package dev.sluice.cli;

import dev.sluice.runtime.RunEvent;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Events as lines, with the time of day; counts those that only it hears of. For any thread. */
final class EventLog implements RunEvent.Sink {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final PrintWriter err;
  private final boolean verbose;
  private final Map<String, LongAdder> drifts = new ConcurrentHashMap<>();

  EventLog(PrintWriter err, boolean verbose) {
    this.err = err;
    this.verbose = verbose;
  }

  @Override
  public void accept(RunEvent event) {
    if (event instanceof RunEvent.Drift) {
      drifts.computeIfAbsent(event.pipeline(), name -> new LongAdder()).increment();
    }
    line(event.pipeline(), text(event));
    if (verbose && event instanceof RunEvent.Bug bug) {
      synchronized (err) {
        bug.error().printStackTrace(err);
      }
    }
  }

  /** How many fields of what a pipeline reads have changed their type. */
  long drifts(String pipeline) {
    LongAdder count = drifts.get(pipeline);
    return count == null ? 0 : count.sum();
  }

  /** One line of the log. */
  void line(String pipeline, String text) {
    synchronized (err) {
      err.println(
          TIME.format(LocalTime.now(ZoneId.systemDefault())) + " " + pipeline + ": " + text);
    }
  }

  private static String text(RunEvent event) {
    return switch (event) {
      case RunEvent.PartitionStarted started ->
          started.partition()
              + " starts at "
              + started.offset()
              + " (row "
              + started.row()
              + " of the start table)"
              + (started.note() == null ? "" : ": " + started.note());
      case RunEvent.PartitionWaits waits ->
          waits.partition() + " waits for the next full sync (row 4 of the start table)";
      case RunEvent.PartitionLeft left -> left.partition() + " has left this lane";
      case RunEvent.Note note -> note.text();
      case RunEvent.Warning warning -> "warning: " + warning.text();
      case RunEvent.Passed passed ->
          (passed.deadLetter() ? "dead-lettered" : "skipped")
              + " by "
              + passed.stage()
              + " ("
              + passed.reason()
              + "; further ones are counted): "
              + passed.trouble().message();
      case RunEvent.Drift drift ->
          "warning: drift in the topic " + drift.topic() + ": " + drift.change();
      case RunEvent.Retrying retrying ->
          "retrying"
              + (retrying.pause().isZero() ? "" : " in " + retrying.pause().toMillis() + " ms")
              + ": "
              + retrying.trouble();
      case RunEvent.Recovered _ -> "running again";
      case RunEvent.Bug bug -> "a mistake in Sluice " + Version.text() + ": " + bug.error();
    };
  }
}
