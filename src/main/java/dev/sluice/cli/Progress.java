package dev.sluice.cli;

import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.LaneStatus;
import dev.sluice.runtime.PipelineRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A line a pipeline every ten seconds, for logs and pipes. */
final class Progress implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Duration LAG_PATIENCE = Duration.ofSeconds(2);

  private final List<PipelineRun> runs;
  private final EventLog log;
  private final Map<PipelineRun, Long> before = new HashMap<>();
  private final Thread thread;

  Progress(List<PipelineRun> runs, EventLog log) {
    this.runs = List.copyOf(runs);
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("progress").start(this::report);
  }

  private void report() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        lines();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A cluster that does not answer delays nobody's line for long. */
  private void lines() throws InterruptedException {
    Map<PipelineRun, FutureTask<Long>> lags = new LinkedHashMap<>();
    for (PipelineRun run : runs) {
      FutureTask<Long> lag = new FutureTask<>(run::lag);
      Thread.ofVirtual().name("lag").start(lag);
      lags.put(run, lag);
    }
    long deadline = System.nanoTime() + LAG_PATIENCE.toNanos();
    for (Map.Entry<PipelineRun, FutureTask<Long>> lag : lags.entrySet()) {
      line(lag.getKey(), answer(lag.getValue(), deadline - System.nanoTime()));
    }
  }

  private static long answer(FutureTask<Long> lag, long nanos) throws InterruptedException {
    try {
      return lag.get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return -1;
    }
  }

  private static String state(PipelineRun run, LaneStatus status) {
    if (run.connecting()) {
      return "connecting";
    }
    if (status.retrying()) {
      return "retrying";
    }
    // a member that was killed keeps its partitions until the group's session time-out
    return status.next().isEmpty() ? "waiting for partitions" : "running";
  }

  private void line(PipelineRun run, long lag) {
    LaneStatus status = run.status();
    Books books = status.books();
    long read =
        run.plan().graph().pipeline().sources().stream()
            .map(SourceDefinition::name)
            .mapToLong(source -> books.stage(source).in())
            .sum();
    long written =
        run.plan().graph().pipeline().targets().stream()
            .map(TargetDefinition::name)
            .mapToLong(target -> books.stage(target).out())
            .sum();
    long rate = (read - before.getOrDefault(run, 0L)) / PERIOD.toSeconds();
    before.put(run, read);
    log.line(
        run.plan().name(),
        state(run, status)
            + ", read "
            + read
            + " ("
            + rate
            + "/s), filtered "
            + books.filtered()
            + ", skipped "
            + sum(books.skipped())
            + ", dead-lettered "
            + sum(books.deadLettered())
            + ", written "
            + written
            + ", lag "
            + (lag < 0 ? "unknown" : lag));
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
