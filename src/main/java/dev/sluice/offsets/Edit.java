package dev.sluice.offsets;

import dev.sluice.catalogue.Assembly;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A change of a pipeline's checkpoint. */
public sealed interface Edit {
  /**
   * What the checkpoint becomes; nothing is changed yet.
   *
   * @throws dev.sluice.problem.StageException where that cannot be
   */
  Checkpoint of(Checkpoint before, Opened pipeline);

  /**
   * Positions are forgotten. Without any left the pipeline starts as for the first time; of the
   * rest each begins where the start table says.
   *
   * @param keepFullMarker whether it stays on record that a full sync was completed
   */
  record Reset(Selection selection, boolean keepFullMarker) implements Edit {
    @Override
    public Checkpoint of(Checkpoint before, Opened pipeline) {
      if (selection.isAll()) {
        return new Checkpoint(
            null, null, keepFullMarker ? before.fullCompleted() : null, null, null, Map.of());
      }
      Map<Partition, Position> left = new HashMap<>(before.positions());
      left.keySet().removeIf(selection::holds);
      return before.withPositions(left);
    }
  }

  /** Positions of partitions that are there now are moved. */
  record Move(Selection selection, Destination destination) implements Edit {
    @Override
    public Checkpoint of(Checkpoint before, Opened pipeline) {
      Map<Partition, LogRange> logs = new HashMap<>(pipeline.logs());
      logs.keySet().removeIf(partition -> !selection.holds(partition));
      if (logs.isEmpty()) {
        throw new FatalException(
            ProblemCode.MISSING_TOPIC,
            "the pipeline reads no partition of " + selection,
            "See sluice offsets show");
      }
      Map<Partition, Long> offsets = pipeline.offsets(logs, destination);
      Map<Partition, Position> positions = new HashMap<>(before.positions());
      logs.forEach((partition, log) -> {
        long next = offsets.getOrDefault(partition, log.end());
        if (destination instanceof Destination.Offset && !log.holds(next)) {
          throw new FatalException(
              ProblemCode.OUT_OF_RANGE,
              partition + " holds offsets " + log.start() + " to " + log.end() + ", not " + next,
              "Choose one of these");
        }
        positions.put(partition, moved(before.positions().get(partition), log, next));
      });
      if (before.firstStartedAt() == null) {
        refuseLost(pipeline, positions.keySet());
      }
      return before.withPositions(positions);
    }

    /** The others' positions are in the group alone, and would be passed over. */
    private static void refuseLost(Opened pipeline, Set<Partition> set) {
      if (!set.containsAll(pipeline.told())) {
        String group = Assembly.group(pipeline.pipeline());
        throw new FatalException(
            ProblemCode.CHECKPOINT_LOST,
            "the store does not know the pipeline, and its group "
                + group
                + " has committed offsets of further partitions",
            "Take them over first: sluice offsets import --group " + group);
      }
    }
  }

  /**
   * Everything as it was exported; only the slots stay, which belong to the pipeline as it runs
   * now.
   */
  record Import(Checkpoint exported) implements Edit {
    @Override
    public Checkpoint of(Checkpoint before, Opened pipeline) {
      return new Checkpoint(
          exported.firstStartedAt(),
          exported.bounds(),
          exported.fullCompleted(),
          exported.fingerprint(),
          before.slots(),
          exported.positions());
    }
  }

  /**
   * The offsets that a consumer group has committed for what the pipeline reads. Where it is the
   * pipeline's own group, the pipeline has run before: partitions that the group does not know are
   * read from their beginning, not as for a first start.
   */
  record ImportGroup(String group) implements Edit {
    @Override
    public Checkpoint of(Checkpoint before, Opened pipeline) {
      Map<Partition, Position> positions = new HashMap<>(before.positions());
      Map<Partition, LogRange> logs = pipeline.logs();
      Map<Partition, Long> committed = pipeline.committed(group);
      committed.keySet().retainAll(logs.keySet());
      if (committed.isEmpty()) {
        throw new FatalException(
            ProblemCode.MISSING_TOPIC,
            "the group " + group + " has committed nothing for what the pipeline reads",
            "Check the group's name and its cluster");
      }
      committed.forEach((partition, next) ->
          positions.put(
              partition,
              moved(
                  before.positions().get(partition),
                  java.util.Objects.requireNonNull(logs.get(partition)),
                  next)));
      boolean own = group.equals(Assembly.group(pipeline.pipeline()));
      return own && before.firstStartedAt() == null
          ? new Checkpoint(
              Instant.now().truncatedTo(ChronoUnit.MILLIS),
              before.bounds(),
              before.fullCompleted(),
              before.fingerprint(),
              before.slots(),
              positions)
          : before.withPositions(positions);
    }
  }

  private static Position moved(
      @org.jspecify.annotations.Nullable Position old, LogRange log, long next) {
    boolean same =
        old != null && String.valueOf(old.topicId()).equals(String.valueOf(log.topicId()));
    long first = old != null && same ? Math.min(old.first(), next) : next;
    return new Position(next, first, -1, log.topicId(), -1);
  }
}
