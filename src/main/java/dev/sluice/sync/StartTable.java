package dev.sluice.sync;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The start table: the first row that fits decides where a partition starts.
 *
 * <table>
 * <caption>Rows</caption>
 * <tr><td>1</td><td>a position, the same topic, and the log still holds it: resume</td></tr>
 * <tr><td>2</td><td>a position, but the topic is another one: stop, or restart at earliest</td></tr>
 * <tr><td>3</td><td>a position that the log no longer holds: stop, or as {@code outOfRange} says</td></tr>
 * <tr><td>4</td><td>none, and the pipeline has started before: earliest; a full sync reads only what
 * its run has bounds for</td></tr>
 * <tr><td>5</td><td>none, first start: earliest; incremental: as {@code startAt} says</td></tr>
 * <tr><td>7</td><td>none, first start, but the source was told of positions: the checkpoint is
 * lost, stop</td></tr>
 * <tr><td>6</td><td>none, but a full sync is on record: earliest for full, else latest</td></tr>
 * </table>
 *
 * Nothing here is passed over unless the user said so (invariant 7).
 */
public final class StartTable {
  private final Rules rules;
  private final Checkpoint checkpoint;
  private final Set<String> clusters;
  private final Told told;

  /**
   * A table for one source stage.
   *
   * @param clusters the ids of all clusters that the pipeline reads now: a position on any other is
   *     one that a changed connection left behind
   * @param told by earlier runs; looked at only where the checkpoint has no first start
   */
  public StartTable(Rules rules, Checkpoint checkpoint, Set<String> clusters, Told told) {
    this.rules = rules;
    this.checkpoint = checkpoint;
    this.clusters = Set.copyOf(clusters);
    this.told = told;
  }

  /**
   * The positions of some partitions that the logs hold: what lies before them can be compared with
   * what was read.
   */
  public static Map<Partition, Position> held(
      Checkpoint checkpoint, Map<Partition, LogRange> logs) {
    Map<Partition, Position> held = new HashMap<>();
    logs.forEach((partition, log) -> {
      Position position = checkpoint.positions().get(partition);
      if (position != null
          && log.isLogOf(position)
          && log.holds(position.next())
          && position.next() > log.start()) {
        held.put(partition, position);
      }
    });
    return held;
  }

  /**
   * Where a partition starts.
   *
   * @param cutAt from where on the log is known not to be what was read, though it holds the
   *     position's number again; else null
   */
  public Start decide(Partition partition, LogRange log, @Nullable Long cutAt) {
    Position position = checkpoint.positions().get(partition);
    if (position == null) {
      Position elsewhere = positionElsewhere(partition);
      return elsewhere == null
          ? withoutPosition(partition, log)
          : recreated(partition, log, elsewhere);
    }
    if (!log.isLogOf(position)) {
      return recreated(partition, log, position);
    }
    return log.holds(position.next()) && (cutAt == null || cutAt >= position.next())
        ? new Start.At(1, position.in(log.topicId()), null)
        : gone(partition, log, position.in(log.topicId()), cutAt);
  }

  private @Nullable Position positionElsewhere(Partition partition) {
    return checkpoint.positions().entrySet().stream()
        .filter(entry -> !clusters.contains(entry.getKey().cluster()))
        .filter(entry -> entry.getKey().topic().equals(partition.topic()))
        .filter(entry -> entry.getKey().index() == partition.index())
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  private Start recreated(Partition partition, LogRange log, Position old) {
    String what =
        partition
            + " is not the log that the checkpoint knows (position "
            + old.next()
            + ", topic id "
            + old.topicId()
            + "; now topic id "
            + log.topicId()
            + " on cluster "
            + partition.cluster()
            + "): the topic was deleted and created again, or the connection leads to another cluster";
    return switch (rules.recreated()) {
      case STOP ->
          new Start.Stop(
              2,
              new Trouble(
                  ProblemCode.TOPIC_RECREATED,
                  what,
                  "Set topicRecreated: restart to read the new topic from its beginning"));
      case RESTART -> new Start.At(2, Position.starting(log.start(), log.topicId()), what);
    };
  }

  private Start gone(Partition partition, LogRange log, Position position, @Nullable Long cutAt) {
    String lost = lost(partition, log, position, cutAt);
    return switch (rules.outOfRange()) {
      case STOP ->
          new Start.Stop(
              3,
              new Trouble(
                  ProblemCode.OUT_OF_RANGE,
                  lost,
                  "Set outOfRange: earliest or latest to go on without them"));
      case EARLIEST -> new Start.At(3, moved(position, log.start()), lost);
      case LATEST -> {
        long target = end(partition, log);
        String skipped =
            target > log.start()
                ? "; offsets " + log.start() + " to " + (target - 1) + " are skipped too"
                : "";
        yield new Start.At(3, moved(position, target), lost + skipped);
      }
    };
  }

  private static String lost(
      Partition partition, LogRange log, Position position, @Nullable Long cutAt) {
    return position.next() < log.start()
        ? partition
            + ": offsets "
            + position.next()
            + " to "
            + (log.start() - 1)
            + " are gone from the log, which begins at "
            + log.start()
            + (position.timestamp() >= 0
                ? "; the last record read was of "
                    + java.time.Instant.ofEpochMilli(position.timestamp())
                : "")
        : partition
            + (cutAt == null
                ? ": the log ends at " + log.highWatermark()
                : ": the log is another one from " + cutAt + " on")
            + ", below the position "
            + position.next()
            + ": it was truncated or restored from a copy, and records that were read are gone from"
            + " it";
  }

  private static Position moved(Position position, long offset) {
    return new Position(offset, Math.min(position.first(), offset), -1, position.topicId(), -1);
  }

  private Start withoutPosition(Partition partition, LogRange log) {
    if (checkpoint.firstStartedAt() != null) {
      return rules.mode().bounded() && bound(partition) == null
          ? new Start.Wait(4)
          : earliest(4, log);
    }
    if (!checkpoint.positions().keySet().containsAll(told.offsets().keySet())) {
      return lost(partition);
    }
    int row = checkpoint.fullCompleted() == null ? 5 : 6;
    if (rules.mode() == SyncMode.FULL || (row == 5 && rules.mode() == SyncMode.FULL_INCREMENTAL)) {
      return earliest(row, log);
    }
    Position latest = Position.starting(log.end(), log.topicId());
    return row == 5 && rules.startAt() instanceof StartAt.At at
        ? new Start.AtTime(row, at.timestamp(), latest)
        : new Start.At(row, latest, null);
  }

  /** Whichever partitions were told: without them the others have no position to go on from. */
  private Start lost(Partition partition) {
    Long before = told.offsets().get(partition);
    return new Start.Stop(
        7,
        new Trouble(
            ProblemCode.CHECKPOINT_LOST,
            "the checkpoint store does not know this pipeline, but it has run before: its group "
                + told.group()
                + " on the source has committed offsets"
                + (before == null ? "" : " (" + before + " for " + partition + ")"),
            "To go on from there: sluice offsets import --group "
                + told.group()
                + ". To start as for the first time: sluice offsets reset"));
  }

  private static Start earliest(int row, LogRange log) {
    return new Start.At(row, Position.starting(log.start(), log.topicId()), null);
  }

  private long end(Partition partition, LogRange log) {
    Long bound = rules.mode().bounded() ? bound(partition) : null;
    return bound == null ? log.end() : Math.max(log.start(), Math.min(bound, log.end()));
  }

  private @Nullable Long bound(Partition partition) {
    Bounds bounds = checkpoint.bounds();
    return bounds == null ? null : bounds.ends().get(partition);
  }
}
