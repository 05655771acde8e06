package dev.sluice.observe;

import java.io.IOError;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp;

/**
 * A line a pipeline at the foot of a terminal, drawn anew every second; the log goes by above it.
 * The terminal's modes stay as they are and the cursor rests below the last line, so that even a
 * process that is killed leaves a terminal that can be used. For any thread.
 */
public final class LiveDisplay implements EventLog.Lines, AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final Display display;
  private final boolean coloured;
  private final ReentrantLock lock = new ReentrantLock();
  private List<AttributedString> shown = List.of();
  private Size last = new Size();
  private boolean closed;
  private Optional<Thread> drawing = Optional.empty();

  private LiveDisplay(Terminal terminal, boolean coloured) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.coloured = coloured;
  }

  /** On standard error; empty where that is no terminal that can move its cursor. */
  public static Optional<LiveDisplay> open(boolean coloured) {
    try {
      Terminal terminal =
          TerminalBuilder.builder()
              .system(true)
              .systemOutput(TerminalBuilder.SystemOutput.SysErr)
              .dumb(false)
              .nativeSignals(false)
              .graphemeCluster(false) // which would ask the terminal, and hide what is typed
              .build();
      return Optional.of(new LiveDisplay(terminal, coloured));
    } catch (IOException | IllegalStateException | LinkageError e) {
      return Optional.empty(); // lines do as well
    }
  }

  /** Draws what an observer sees, from now on. */
  public void show(Observer observer) {
    LiveTable table = new LiveTable(coloured);
    drawing =
        Optional.of(
            Thread.ofPlatform().daemon().name("display").start(() -> draw(observer, table)));
  }

  private void draw(Observer observer, LiveTable table) {
    try {
      while (true) {
        Snapshot snapshot = observer.snapshot();
        onTerminal(
            () -> {
              Size size = terminal.getSize();
              redraw(table.rows(snapshot, width(size), Math.max(1, height(size) - 2)));
            },
            () -> {});
        Thread.sleep(PERIOD);
      }
    } catch (InterruptedException e) {
      // the run has ended
    }
  }

  private static int width(Size size) {
    return size.getColumns() > 0 ? size.getColumns() : 80;
  }

  private static int height(Size size) {
    return size.getRows() > 0 ? size.getRows() : 24;
  }

  @Override
  public void line(String text) {
    onTerminal(
        () -> {
          List<AttributedString> rows = shown;
          redraw(List.of());
          print(text);
          redraw(rows);
        },
        () -> print(text));
  }

  /**
   * Draws, unless nothing is drawn any more. A terminal that is gone, because its connection was
   * lost say, ends the drawing and nothing else.
   */
  private void onTerminal(Runnable drawing, Runnable otherwise) {
    lock.lock();
    try {
      if (closed) {
        otherwise.run();
      } else {
        drawing.run();
      }
    } catch (RuntimeException | IOError e) {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  private void print(String text) {
    terminal.writer().println(text);
    terminal.flush();
  }

  private void redraw(List<AttributedString> rows) {
    Size size = terminal.getSize();
    if (!shown.isEmpty()) { // what was typed stands where the cursor rests, ^C for one
      terminal.puts(InfoCmp.Capability.carriage_return);
      terminal.puts(InfoCmp.Capability.clr_eol);
    }
    if (!size.equals(last) && !shown.isEmpty()) {
      display.update(List.of(), 0); // what was drawn for another size is not counted in this one's
    }
    last = size;
    display.resize(height(size), width(size));
    List<AttributedString> all = new ArrayList<>(rows);
    if (!all.isEmpty()) {
      all.add(AttributedString.EMPTY); // where the cursor rests
    }
    display.update(all, all.isEmpty() ? 0 : size.cursorPos(all.size() - 1, 0));
    shown = List.copyOf(rows);
  }

  /** Takes the lines away; what is said afterwards goes on below the log. */
  @Override
  public void close() {
    drawing.ifPresent(Thread::interrupt);
    onTerminal(
        () -> {
          redraw(List.of());
          terminal.flush();
          closed = true;
        },
        () -> {});
  }
}
