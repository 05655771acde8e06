package dev.sluice.cli;

import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.LaneStatus;
import dev.sluice.runtime.PipelineRun;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A line a pipeline every ten seconds, for logs and pipes. */
final class Progress implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(10);

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
        runs.forEach(this::line);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void line(PipelineRun run) {
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
    long lag = run.lag();
    long rate = (read - before.getOrDefault(run, 0L)) / PERIOD.toSeconds();
    before.put(run, read);
    log.line(
        run.plan().name(),
        (run.connecting() ? "connecting" : status.retrying() ? "retrying" : "running")
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
