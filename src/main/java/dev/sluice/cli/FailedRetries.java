package dev.sluice.cli;

import dev.sluice.problem.ProblemCode;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.RunEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts pipelines again that have failed for what they run against: a certificate is renewed, a
 * topic created, a right granted while the others run on. The pauses grow, up to a longest one. It
 * never keeps the process alive by itself.
 */
final class FailedRetries implements AutoCloseable {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Fleet fleet;
  private final RunEvent.Sink events;
  private final Duration longest;
  private final Map<String, Try> tries = new HashMap<>();
  private final Thread thread;

  /**
   * What is known of a pipeline that has failed.
   *
   * @param result the failure that the next try is for
   * @param at when it comes, in nanoseconds
   * @param pause before it
   */
  private record Try(PipelineResult result, long at, Duration pause) {}

  /**
   * Begins to look.
   *
   * @param longest pause between two tries
   */
  FailedRetries(Fleet fleet, RunEvent.Sink events, Duration longest) {
    this.fleet = fleet;
    this.events = events;
    this.longest = longest;
    this.thread = Thread.ofPlatform().daemon().name("failed-retries").start(this::turns);
  }

  private void turns() {
    try {
      while (true) {
        fleet.failed().stream().filter(FailedRetries::mayPass).forEach(this::look);
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException e) {
      // the run has ended
    }
  }

  private static boolean mayPass(PipelineResult result) {
    return result.ending() instanceof Ending.Failed failed
        && failed.trouble().code().kind() == ProblemCode.Kind.ENVIRONMENT;
  }

  private void look(PipelineResult failure) {
    String name = failure.plan().name();
    Try known = tries.get(name);
    if (known == null || known.result() != failure) {
      Duration pause = pause(known, failure);
      tries.put(name, new Try(failure, System.nanoTime() + pause.toNanos(), pause));
      events.accept(new RunEvent.NextTry(name, pause));
    } else if (System.nanoTime() - known.at() >= 0) {
      fleet.again(failure);
    }
  }

  /** Twice the one before, unless the pipeline has run for long since; durations add up. */
  private Duration pause(@Nullable Try before, PipelineResult failure) {
    Duration next =
        before == null
                || failure.duration().minus(before.result().duration()).compareTo(longest) > 0
            ? FIRST
            : before.pause().multipliedBy(2);
    return next.compareTo(longest) < 0 ? next : longest;
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
