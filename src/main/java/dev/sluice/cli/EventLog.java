package dev.sluice.cli;

import dev.sluice.runtime.RunEvent;
import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Events as lines, with the time of day. Safe for several threads. */
final class EventLog implements RunEvent.Sink {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final PrintWriter err;
  private final boolean verbose;

  EventLog(PrintWriter err, boolean verbose) {
    this.err = err;
    this.verbose = verbose;
  }

  @Override
  public void accept(RunEvent event) {
    line(event.pipeline(), text(event));
    if (verbose && event instanceof RunEvent.Bug bug) {
      synchronized (err) {
        bug.error().printStackTrace(err);
      }
    }
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
