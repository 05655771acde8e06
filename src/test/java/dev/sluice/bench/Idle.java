package dev.sluice.bench;

import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of many idle copies, each of a topic of its own to one target, from which it is known
 * when all of them have begun.
 */
final class Idle implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final ProcessMeter meter;
  private final Path said;

  /** Starts it. */
  Idle(List<String> command, Path said) {
    this.said = said;
    process = Arms.start(command, said);
    meter = new ProcessMeter(process.pid());
  }

  /** Waits until every one has copied its record. */
  void awaitCopied(Topics topics, String target, int count) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (topics.end(target, 0) < count) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d of %d have begun, see %s".formatted(topics.end(target, 0), count, said));
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }

  /** Lets it stand still. */
  void stop() {
    Signal.STOP.to(process);
  }

  /** Lets it go on. */
  void goOn() {
    Signal.CONT.to(process);
  }

  ProcessMeter meter() {
    return meter;
  }

  /** Lets the JVM collect its garbage: what stays resident then is in use, but for free heap. */
  void collect() {
    jcmd("GC.run");
  }

  private void jcmd(String what) {
    try {
      Process asked =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(process.pid()),
                  what)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!asked.waitFor(60, TimeUnit.SECONDS)) {
        asked.destroyForcibly();
        throw new IllegalStateException("jcmd does not end");
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("asking a JVM", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
