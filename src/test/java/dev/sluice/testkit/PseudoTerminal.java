package dev.sluice.testkit;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.utils.ScreenTerminal;

/**
 * The packaged application on a pseudo-terminal, started by a shell, and an emulator that shows
 * what a person would see.
 */
public final class PseudoTerminal implements AutoCloseable {
  /** Without anything of its own around the process that is looked at. */
  private static final String SHELL =
      "stty -a > \"$MODES.before\"; \"$@\"; code=$?; stty -a > \"$MODES.after\";"
          + " echo \"the shell goes on: $code\"; exit $code";

  private final PtyProcess process;
  private final Path modes;
  private final ScreenTerminal emulator;
  private final StringBuilder transcript = new StringBuilder();
  private final Thread reading;

  private PseudoTerminal(PtyProcess process, Path modes, int columns, int rows) {
    this.process = process;
    this.modes = modes;
    this.emulator = new ScreenTerminal(columns, rows);
    this.reading = Thread.ofPlatform().daemon().name("terminal").start(this::read);
  }

  /** Starts a command of ours. */
  public static PseudoTerminal start(
      Path directory, Map<String, String> environment, int columns, int rows, String... arguments)
      throws IOException {
    Path modes = Files.createTempDirectory(directory, "modes").resolve("modes");
    Map<String, String> all = new HashMap<>(System.getenv());
    all.remove("CI");
    all.remove("NO_COLOR");
    all.put("TERM", "xterm-256color");
    all.put("MODES", modes.toString());
    all.putAll(environment);
    String[] command =
        Stream.of(
                Stream.of("/bin/sh", "-c", SHELL, "sh"),
                Runner.command(directory).stream(),
                Stream.of(arguments))
            .flatMap(each -> each)
            .toArray(String[]::new);
    PtyProcess process =
        new PtyProcessBuilder(command)
            .setEnvironment(all)
            .setDirectory(Path.of("").toAbsolutePath().toString())
            .setInitialColumns(columns)
            .setInitialRows(rows)
            .start();
    return new PseudoTerminal(process, modes, columns, rows);
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (InputStream out = process.getInputStream()) {
      for (int count = out.read(buffer); count >= 0; count = out.read(buffer)) {
        String text = new String(buffer, 0, count, StandardCharsets.UTF_8);
        synchronized (transcript) {
          transcript.append(text);
          emulator.write(text);
        }
      }
    } catch (IOException e) {
      // the terminal is gone with the process
    }
  }

  /** All that was ever sent to the terminal. */
  public String transcript() {
    synchronized (transcript) {
      return transcript.toString();
    }
  }

  /** What is to be seen now, a line a row. */
  public String screen() {
    synchronized (transcript) {
      return emulator
          .toString()
          .lines()
          .map(String::stripTrailing)
          .collect(Collectors.joining("\n"));
    }
  }

  /** As a person types; a control character may be a signal to all who are in the foreground. */
  public void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Signals the application, not the shell. */
  public void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(application().pid()))
              .start()
              .waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill failed: " + code);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("signalling", e);
    }
  }

  /** The application, not the shell. */
  public ProcessHandle application() {
    List<ProcessHandle> children = handle().children().toList();
    if (children.size() != 1) {
      throw new IllegalStateException("one child is expected: " + children + transcript());
    }
    return children.getFirst();
  }

  /** As where a connection is lost: the terminal is gone, and the shell with it. */
  public void lose() throws IOException {
    ProcessHandle shell = handle();
    process.getOutputStream().close();
    process.getInputStream().close();
    shell.destroyForcibly(); // it may have gone by itself
  }

  private ProcessHandle handle() {
    return ProcessHandle.of(process.pid()).orElseThrow();
  }

  /** Waits for the end; the exit code. */
  public int await() {
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it does not end: " + transcript());
      }
      reading.join(TimeUnit.SECONDS.toMillis(10));
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** The terminal's modes before the application. */
  public String modesBefore() throws IOException {
    return Files.readString(Path.of(modes + ".before"));
  }

  /** And after it. */
  public String modesAfter() throws IOException {
    return Files.readString(Path.of(modes + ".after"));
  }

  @Override
  public void close() {
    ProcessHandle.of(process.pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
