package dev.sluice.runtime;

import dev.sluice.checkpoint.Pin;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.stage.Source;
import dev.sluice.sync.Start;
import dev.sluice.sync.StartTable;
import dev.sluice.sync.Told;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides where partitions start; the one place that asks the start table. */
final class Starter {
  private final Stages stages;
  private final Source source;
  private final Set<String> clusters;
  private final RunEvent.Sink events;
  private final String pipeline;

  Starter(
      Stages stages, Source source, Set<String> clusters, String pipeline, RunEvent.Sink events) {
    this.stages = stages;
    this.source = source;
    this.clusters = clusters;
    this.pipeline = pipeline;
    this.events = events;
  }

  /** Hears where each partition starts; one that is gone is passed over in silence. */
  interface Decided {
    /**
     * It starts.
     *
     * @param stored whether the store has this very position
     * @param bound where it ends, or null where it has no bound
     */
    void start(
        Partition partition, String stage, Position position, boolean stored, @Nullable Long bound);

    void await(Partition partition);
  }

  /**
   * Decides.
   *
   * @param stagesByTopic which source stage reads a topic
   * @param cutOff from where on logs are known not to be what was read
   * @throws FatalException where the table says stop; partitions before that were told
   */
  void decide(
      Collection<Partition> partitions,
      Checkpoint found,
      Map<String, String> stagesByTopic,
      Map<Partition, Long> cutOff,
      Decided decided) {
    Set<String> topics =
        partitions.stream()
            .map(Partition::topic)
            .filter(stagesByTopic::containsKey)
            .collect(Collectors.toSet());
    Map<Partition, LogRange> logs = source.describe(topics);
    Checkpoint checkpoint = lowered(found, logs);
    Map<Partition, Long> cut = new HashMap<>(cutOff);
    Map<Partition, Position> held = StartTable.held(checkpoint, of(partitions, logs));
    source
        .notAsRead(held)
        .forEach(partition ->
            cut.merge(
                partition, Objects.requireNonNull(held.get(partition)).next() - 1, Math::min));
    FatalException refusal = null;
    Told told = checkpoint.firstStartedAt() == null ? source.told() : Told.NOTHING;
    for (Partition partition : new TreeSet<>(partitions)) {
      LogRange log = logs.get(partition);
      String stage = stagesByTopic.get(partition.topic());
      if (log == null || stage == null) {
        continue;
      }
      StartTable table = new StartTable(stages.rules(stage), checkpoint, clusters, told);
      switch (table.decide(partition, log, cut.get(partition))) {
        case Start.At at ->
            start(partition, stage, at.row(), at.position(), at.note(), checkpoint, decided);
        case Start.AtTime at -> {
          Position position = atTime(partition, at);
          start(
              partition, stage, at.row(), position, "startAt " + at.moment(), checkpoint, decided);
        }
        case Start.Wait _ -> {
          events.accept(new RunEvent.PartitionWaits(pipeline, partition));
          decided.await(partition);
        }
        case Start.Stop stop ->
            refusal = refusal == null ? new FatalException(stop.trouble(), null) : refusal;
      }
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private static Map<Partition, LogRange> of(
      Collection<Partition> partitions, Map<Partition, LogRange> logs) {
    Map<Partition, LogRange> of = new HashMap<>(logs);
    of.keySet().retainAll(Set.copyOf(partitions));
    return of;
  }

  private void start(
      Partition partition,
      String stage,
      int row,
      Position position,
      @Nullable String note,
      Checkpoint checkpoint,
      Decided decided) {
    events.accept(new RunEvent.PartitionStarted(pipeline, partition, row, position.next(), note));
    boolean stored = position.equals(checkpoint.positions().get(partition));
    Bounds bounds = checkpoint.bounds();
    decided.start(
        partition, stage, position, stored, bounds == null ? null : bounds.ends().get(partition));
  }

  /** A log that ends below its bound never reaches it. */
  private Checkpoint lowered(Checkpoint checkpoint, Map<Partition, LogRange> logs) {
    Bounds bounds = checkpoint.bounds();
    if (bounds == null) {
      return checkpoint;
    }
    Map<Partition, Long> lower = new TreeMap<>();
    logs.forEach((partition, log) -> {
      Long bound = bounds.ends().get(partition);
      if (bound != null && log.end() < bound) {
        lower.put(partition, log.end());
      }
    });
    if (lower.isEmpty()) {
      return checkpoint;
    }
    events.accept(
        new RunEvent.Warning(
            pipeline, "logs end below the bounds of this full sync, which are lowered: " + lower));
    return stages.store().pin(new Pin.LowerBounds(bounds.capturedAt(), lower));
  }

  private Position atTime(Partition partition, Start.AtTime at) {
    Long offset = source.offsetsAt(Set.of(partition), at.moment()).get(partition);
    return offset == null ? at.fallback() : Position.starting(offset, at.fallback().topicId());
  }
}
