package dev.sluice.runtime;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.Pin;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.stage.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Before anybody joins: a first start pins every partition's position, and a full sync its bounds,
 * in one step. Whoever comes second adopts what is there.
 */
public final class FirstStart {
  private final PipelinePlan plan;
  private final Stages stages;
  private final RunClock clock;
  private final RunEvent.Sink events;

  FirstStart(PipelinePlan plan, Stages stages, RunClock clock, RunEvent.Sink events) {
    this.plan = plan;
    this.stages = stages;
    this.clock = clock;
    this.events = events;
  }

  /** What holds for this run. */
  Checkpoint establish() {
    stages.sources().forEach(Source::requireTopics);
    stages.sources().forEach(Source::refuseOtherMembers);
    CheckpointStore store = stages.store();
    Checkpoint checkpoint = store.load();
    refuseOtherOwner(store, checkpoint);
    checkpoint = divided(store, checkpoint);
    if (checkpoint.firstStartedAt() != null) {
      return again(store, checkpoint);
    }
    try {
      return first(store, checkpoint);
    } catch (FatalException e) {
      // another runner may have pinned, read and told meanwhile
      Checkpoint now = store.load();
      if (now.firstStartedAt() == null) {
        throw e;
      }
      return again(store, now);
    }
  }

  /** Slots are counted once: who counts them differently would own what somebody else owns. */
  private Checkpoint divided(CheckpointStore store, Checkpoint checkpoint) {
    Integer wanted = stages.slots();
    if (wanted == null) {
      return checkpoint;
    }
    Checkpoint pinned = checkpoint.slots() == null ? store.pin(new Pin.Slots(wanted)) : checkpoint;
    refuseOtherSlots(wanted, pinned);
    return pinned;
  }

  /**
   * Who counts slots in another way than was pinned is refused.
   *
   * @throws FatalException where the checkpoint has another number
   */
  public static void refuseOtherSlots(int wanted, Checkpoint checkpoint) {
    Integer pinned = checkpoint.slots();
    if (pinned != null && pinned != wanted) {
      throw new FatalException(
          ProblemCode.DELIVERY,
          "checkpoint.slots is "
              + wanted
              + ", but the pipeline has started with "
              + pinned
              + ": they are fixed at the first start",
          "Set it back; or export the positions and reset the pipeline with the old number, and import"
              + " them with the new one");
    }
  }

  private Checkpoint first(CheckpointStore store, Checkpoint checkpoint) {
    Map<Partition, Position> positions = new HashMap<>();
    Map<Partition, Long> ends = new HashMap<>();
    List<RunEvent> decisions = new ArrayList<>();
    Set<String> clusters =
        stages.sources().stream().map(Source::cluster).collect(Collectors.toSet());
    for (Source source : stages.sources()) {
      Map<String, String> topics = source.topics();
      Map<Partition, LogRange> logs = source.describe(topics.keySet());
      ends.putAll(ends(logs));
      new Starter(stages, source, clusters, plan.name(), decisions::add)
          .decide(
              logs.keySet(),
              checkpoint,
              topics,
              Map.of(),
              new Starter.Decided() {
                @Override
                public void start(
                    Partition partition,
                    String stage,
                    Position position,
                    boolean stored,
                    @Nullable Long bound) {
                  positions.put(partition, position);
                }

                @Override
                public void await(Partition partition) {
                  throw new IllegalStateException("row 4 at a first start: " + partition);
                }
              });
    }
    Instant now = now();
    Checkpoint pinned =
        store.pin(
            new Pin.FirstStart(
                now,
                positions,
                plan.mode().bounded() ? new Bounds(now, ends) : null,
                plan.graph().pipeline().fingerprint()));
    boolean ours = now.equals(pinned.firstStartedAt());
    if (ours) {
      decisions.forEach(events::accept);
    }
    note(
        ours
            ? "first start: the positions of " + positions.size() + " partitions are pinned"
            : "first start: another runner has pinned the positions; they are adopted");
    // adopted from a runner that is a full sync's last: then this run captures its own bounds
    return ours ? pinned : again(store, pinned);
  }

  private Checkpoint again(CheckpointStore store, Checkpoint found) {
    Checkpoint checkpoint = found;
    String fingerprint = plan.graph().pipeline().fingerprint();
    if (!fingerprint.equals(checkpoint.fingerprint())) {
      note(
          "the definition's meaning has changed since the last start (fingerprint "
              + checkpoint.fingerprint()
              + " -> "
              + fingerprint
              + ")");
      checkpoint = store.pin(new Pin.Fingerprint(fingerprint));
    }
    Bounds unfinished = checkpoint.bounds();
    if (plan.mode().bounded() && unfinished != null) {
      checkpoint = withoutUnread(store, checkpoint, unfinished);
    }
    if (plan.mode().bounded() && checkpoint.bounds() == null) {
      Map<Partition, Long> ends = new HashMap<>();
      for (Source source : stages.sources()) {
        ends.putAll(ends(source.describe(source.topics().keySet())));
      }
      checkpoint = store.pin(new Pin.NewBounds(new Bounds(now(), ends)));
      note("the ends of " + ends.size() + " partitions are captured for this full sync");
    } else if (!plan.mode().bounded() && checkpoint.bounds() != null) {
      checkpoint = store.pin(new Pin.DropBounds());
      note("the bounds of an unfinished full sync are dropped");
    }
    return checkpoint;
  }

  /** What the definition leaves out now never reaches its bound. */
  private Checkpoint withoutUnread(CheckpointStore store, Checkpoint checkpoint, Bounds bounds) {
    Set<Partition> unread = new TreeSet<>(bounds.ends().keySet());
    for (Source source : stages.sources()) {
      Set<String> topics = source.topics().keySet();
      // a topic that is gone is not left out: that it vanished is said at the end
      Set<String> others =
          unread.stream()
              .filter(partition -> partition.cluster().equals(source.cluster()))
              .map(Partition::topic)
              .filter(topic -> !topics.contains(topic))
              .collect(Collectors.toSet());
      Set<Partition> leftOut = source.describe(others).keySet();
      unread.removeIf(partition ->
          partition.cluster().equals(source.cluster()) && !leftOut.contains(partition));
    }
    if (unread.isEmpty()) {
      return checkpoint;
    }
    events.accept(
        new RunEvent.Warning(
            plan.name(),
            "this full sync goes on without "
                + unread
                + ": the definition does not read them any more; what is unread of them stays so"));
    return store.pin(new Pin.ForgetBounds(bounds.capturedAt(), unread));
  }

  private Map<Partition, Long> ends(Map<Partition, LogRange> logs) {
    Map<Partition, Long> ends = new HashMap<>();
    logs.forEach((partition, log) -> {
      ends.put(partition, log.end());
      if (plan.mode().bounded() && log.end() < log.highWatermark()) {
        note(
            partition
                + ": a transaction is open at offset "
                + log.end()
                + "; what lies behind it is not part of this full sync");
      }
    });
    return ends;
  }

  private void refuseOtherOwner(CheckpointStore store, Checkpoint checkpoint) {
    String identity = store.identity();
    if (identity == null) {
      return;
    }
    for (Source source : stages.sources()) {
      Set<Partition> partitions = source.describe(source.topics().keySet()).keySet();
      String other = source.mirrorOwner(partitions);
      if (other != null && !other.equals(identity)) {
        throw new FatalException(
            ProblemCode.CHECKPOINT_HELD,
            "another checkpoint directory keeps the positions of this pipeline: "
                + other
                + "; this one is "
                + identity
                + (checkpoint.firstStartedAt() == null ? ", and is empty" : ""),
            "Use that directory, or delete the group's offsets if it is really gone");
      }
    }
  }

  /** To the millisecond, as it is persisted. */
  private Instant now() {
    return clock.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private void note(String text) {
    events.accept(new RunEvent.Note(plan.name(), text));
  }
}
