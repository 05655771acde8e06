package dev.sluice.cli;

import dev.sluice.observe.EventLog;
import dev.sluice.observe.LogEntry;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** What libraries log becomes lines of the run's own log, in its format, while there is one. */
final class LibraryLog extends Handler {
  private static final Logger ROOT = Logger.getLogger("");

  private final EventLog log;
  private final List<Handler> before;
  private boolean closed;

  private LibraryLog(EventLog log, List<Handler> before) {
    this.log = log;
    this.before = before;
  }

  /**
   * From now on.
   *
   * @param ownProcess whether the process' log is ours to lead anywhere
   */
  static LibraryLog into(EventLog log, boolean ownProcess) {
    List<Handler> before = ownProcess ? List.of(ROOT.getHandlers()) : List.of();
    LibraryLog libraries = new LibraryLog(log, before);
    if (ownProcess) {
      before.forEach(ROOT::removeHandler);
      ROOT.addHandler(libraries);
    }
    return libraries;
  }

  @Override
  public void publish(LogRecord said) {
    LogEntry.Level level =
        said.getLevel().intValue() >= Level.SEVERE.intValue()
            ? LogEntry.Level.ERROR
            : said.getLevel().intValue() >= Level.WARNING.intValue()
                ? LogEntry.Level.NOTABLE
                : LogEntry.Level.INFO;
    String logger = String.valueOf(said.getLoggerName());
    log.entry(
        new LogEntry(
            level,
            "library",
            null,
            said.getLevel() + " [" + logger + "] " + ExtLogRecord.wrap(said).getFormattedMessage(),
            Map.of("logger", logger)));
  }

  @Override
  public void flush() {}

  /** Libraries log as before; may be called again. */
  @Override
  public void close() {
    if (!closed && !before.isEmpty()) {
      ROOT.removeHandler(this);
      before.forEach(ROOT::addHandler);
    }
    closed = true;
  }
}
