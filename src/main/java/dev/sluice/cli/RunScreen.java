package dev.sluice.cli;

import dev.sluice.observe.EventLog;
import dev.sluice.observe.LiveDisplay;
import dev.sluice.observe.LogFormat;
import dev.sluice.observe.Observer;
import dev.sluice.observe.ProgressLines;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a run shows itself: a live display on a terminal, lines elsewhere. For any thread. */
final class RunScreen implements AutoCloseable {
  private static final Duration LIVE = Duration.ofSeconds(2);
  private static final Duration WATCHED = Duration.ofSeconds(5);
  private static final Duration LINES = Duration.ofSeconds(10);

  private final EventLog log;
  private final Optional<LiveDisplay> display;
  private final LibraryLog libraries;
  private final LogFormat format;
  private volatile @Nullable ProgressLines lines;

  private RunScreen(
      EventLog log, Optional<LiveDisplay> display, LibraryLog libraries, LogFormat format) {
    this.log = log;
    this.display = display;
    this.libraries = libraries;
    this.format = format;
  }

  static RunScreen open(Cli cli, WorkspaceOptions workspace, LogFormat format) {
    Optional<LiveDisplay> display =
        cli.ownProcess() && format == LogFormat.text && isTerminal(cli)
            ? LiveDisplay.open(workspace.colors(cli.environment()).wanted())
            : Optional.empty();
    EventLog.Lines to = display.<EventLog.Lines>map(each -> each).orElse(cli::log);
    EventLog log = workspace.log(cli, format, to);
    return new RunScreen(log, display, LibraryLog.into(log, cli.ownProcess()), format);
  }

  /** Worth asking the terminal itself, which takes a while. */
  private static boolean isTerminal(Cli cli) {
    String term = cli.environment().getOrDefault("TERM", "dumb");
    return !term.equals("dumb") && !cli.environment().containsKey("CI");
  }

  EventLog log() {
    return log;
  }

  /** How often clusters are asked for what is shown. */
  Duration period(boolean http) {
    if (display.isPresent()) {
      return LIVE;
    }
    return http ? WATCHED : LINES;
  }

  /** Shows what an observer sees, until it is closed. */
  void show(Observer observer) {
    if (display.isPresent()) {
      display.get().show(observer);
    } else {
      lines = new ProgressLines(observer, log);
    }
  }

  /** Shows nothing more; the log still takes lines. */
  @Override
  public void close() {
    display.ifPresent(LiveDisplay::close);
    ProgressLines shown = lines;
    if (shown != null) {
      shown.close();
    }
    if (format == LogFormat.text) {
      libraries.close();
    } // else what libraries say until the process ends must stay one object a line
  }
}
