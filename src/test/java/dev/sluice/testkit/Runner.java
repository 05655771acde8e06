package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged application as a process of its own, which can be signalled and killed. */
public final class Runner implements AutoCloseable {
  private final Process process;
  private final Path out;
  private final Path err;

  private Runner(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts a command; its temporary files and its output lie in the directory. */
  static Runner start(Path directory, Map<String, String> environment, String... arguments) {
    try {
      Path out = Files.createTempFile(directory, "out", ".txt");
      Path err = Files.createTempFile(directory, "err", ".txt");
      List<String> command = new ArrayList<>(command(directory));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      return new Runner(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("starting a runner", e);
    }
  }

  /** What starts the packaged application. */
  public static List<String> command(Path directory) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx256m",
        "-Djava.io.tmpdir=" + directory,
        "-jar",
        System.getProperty("sluice.app", "target/quarkus-app/quarkus-run.jar"));
  }

  /** Waits for the end; the exit code. */
  public int await() {
    try {
      if (!process.waitFor(90, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the runner does not end: " + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What it said so far, for a failing test's report. */
  String account() {
    return "-- runner "
        + process.pid()
        + ", "
        + (process.isAlive() ? "alive" : "exit " + process.exitValue())
        + "\n"
        + out()
        + err();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal such as TERM, KILL, STOP or CONT. */
  public void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill -" + name + " failed: " + code);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("signalling", e);
    }
  }

  /** SIGKILL, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    await();
  }

  public String out() {
    return read(out);
  }

  public String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("reading output", e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
