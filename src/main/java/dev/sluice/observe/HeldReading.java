package dev.sluice.observe;

import dev.sluice.message.LogRange;
import dev.sluice.message.OpenTransaction;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.RunEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Notices that a pipeline has read all that is committed, and that more waits behind a transaction
 * that stays open: to the pipeline all looks well. Belongs to one thread at a time.
 */
final class HeldReading {
  /** Most transactions are over by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PipelineRun run;
  private final RunEvent.Sink events;

  /** Where reading stands still, and since when, in nanoseconds. */
  private final Map<Partition, Held> held = new HashMap<>();

  private record Held(long offset, long since, boolean told) {}

  HeldReading(PipelineRun run, RunEvent.Sink events) {
    this.run = run;
    this.events = events;
  }

  /** Looks at an answer of the source. */
  void look(Map<Partition, Position> positions, Map<Partition, LogRange> logs) {
    long now = System.nanoTime();
    Map<Partition, Held> before = Map.copyOf(held);
    held.clear();
    positions.forEach((partition, position) -> {
      LogRange log = logs.get(partition);
      if (log != null && log.highWatermark() > log.end() && position.next() >= log.end()) {
        Held known = before.get(partition);
        held.put(
            partition,
            known != null && known.offset() == log.end() ? known : new Held(log.end(), now, false));
      }
    });
    before.forEach((partition, known) -> {
      boolean seen = positions.containsKey(partition) && logs.containsKey(partition);
      if (known.told() && seen && !held.containsKey(partition)) {
        events.accept(
            new RunEvent.Note(
                run.plan().name(), "reading " + partition + " is not held up any more"));
      }
    });
    tell(logs, now);
  }

  private void tell(Map<Partition, LogRange> logs, long now) {
    Set<Partition> late = new HashSet<>();
    held.forEach((partition, known) -> {
      if (!known.told() && now - known.since() > PATIENCE.toNanos()) {
        late.add(partition);
      }
    });
    if (late.isEmpty()) {
      return;
    }
    run.openTransactions(late)
        .forEach((partition, open) -> {
          Held known = held.get(partition);
          LogRange log = logs.get(partition);
          if (known != null && log != null) {
            held.put(partition, new Held(known.offset(), known.since(), true));
            events.accept(new RunEvent.Warning(run.plan().name(), text(partition, open, log)));
          }
        });
  }

  private static String text(Partition partition, OpenTransaction open, LogRange log) {
    return open.describe(partition, log.highWatermark() - log.end())
        + ". "
        + open.ending(partition);
  }
}
