package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.Pin;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.Printable;
import dev.sluice.problem.ProblemCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a pipeline's checkpoint in the committed offsets of its own group, on the cluster that it
 * reads; no topic of ours. What the group cannot do:
 *
 * <ul>
 *   <li>It changes for members alone: lanes save through their own consumers ({@link GroupLedger}).
 *   <li>It has no compare-and-set: what starts a run is pinned under a {@link GroupGuard}; the rest
 *       waits here, and is written with the lanes' next saves.
 *   <li>Deleting a topic deletes its offsets, and offsets expire some days after the group's last
 *       commit. While the process runs nothing is forgotten; when all is gone before it starts,
 *       that is a first start.
 * </ul>
 */
public final class KafkaGroupStore implements CheckpointStore {
  private final KafkaCluster cluster;
  private final String group;
  private final Supplier<Consumer<byte[], byte[]>> members;
  private final java.util.function.Consumer<String> note;
  private final CommitParts parts;
  private final List<Pin> waiting = new ArrayList<>();
  private Checkpoint kept = Checkpoint.EMPTY;
  private Set<Partition> there = Set.of();
  private Map<Partition, Long> foreign = Map.of();
  private int changes;

  /**
   * Of one pipeline; nothing is asked yet.
   *
   * @param cluster is closed by whoever made it
   * @param members makes a consumer of the group, as the lanes' are
   * @param note hears what is worth knowing
   */
  public KafkaGroupStore(
      KafkaCluster cluster,
      String group,
      Supplier<Consumer<byte[], byte[]>> members,
      java.util.function.Consumer<String> note) {
    this.cluster = cluster;
    this.group = group;
    this.members = members;
    this.note = note;
    this.parts = new CommitParts(group);
  }

  /** The group that it is kept in. */
  public String group() {
    return group;
  }

  @Override
  public Checkpoint load() {
    Map<Partition, OffsetAndMetadata> read = new HashMap<>();
    cluster
        .committed(group)
        .forEach((partition, committed) -> {
          if (committed != null) {
            read.put(cluster.ours(partition), committed);
          }
        });
    Map<Partition, GroupEntry> found = new HashMap<>();
    read.forEach((partition, committed) ->
        found.put(
            partition,
            GroupEntry.read(committed, "the offset of " + partition + " in the group " + group)));
    Checkpoint checkpoint = GroupOffsets.checkpoint(found);
    Set<Partition> deleted = deletedWithTheirTopic(checkpoint);
    synchronized (this) {
      boolean started = checkpoint.firstStartedAt() != null || kept.firstStartedAt() != null;
      foreign = started ? GroupOffsets.plain(found) : Map.of();
      there = Set.copyOf(read.keySet());
      kept = GroupOffsets.remembering(kept, checkpoint, deleted);
      return known();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A pipeline that has started saves no offset without saying what belongs to it: one of these
   * was set by another program, and what lies before it may be unread.
   */
  @Override
  public synchronized void refuseForeign(Set<Partition> partitions) {
    Map<Partition, Long> met = new TreeMap<>(foreign);
    met.keySet().retainAll(partitions);
    if (!met.isEmpty()) {
      throw new FatalException(
          ProblemCode.FOREIGN_POSITION,
          "the group "
              + group
              + " has foreign committed offsets, which another program has set ("
              + met.entrySet().stream()
                  .map(each -> each.getKey() + ": " + each.getValue())
                  .collect(Collectors.joining(", "))
              + "): records before them may not have been copied",
          "Let no other program use the group. Then set the positions: sluice offsets set --topic T"
              + " --partition P --offset N");
    }
  }

  /** What is gone although its topic is still the same was taken back by somebody. */
  private Set<Partition> deletedWithTheirTopic(Checkpoint found) {
    Map<Partition, Position> gone = new HashMap<>();
    synchronized (this) {
      gone.putAll(kept.positions());
    }
    gone.keySet().removeAll(found.positions().keySet());
    var topics =
        cluster.describe(gone.keySet().stream().map(Partition::topic).collect(Collectors.toSet()));
    gone.entrySet()
        .removeIf(entry -> {
          var topic = topics.get(entry.getKey().topic());
          return topic != null
              && Objects.equals(KafkaCluster.topicId(topic), entry.getValue().topicId());
        });
    return Set.copyOf(gone.keySet());
  }

  private synchronized Checkpoint known() {
    Checkpoint checkpoint = GroupOffsets.completed(kept);
    for (Pin pin : waiting) {
      checkpoint = pin.applyTo(checkpoint);
    }
    return checkpoint;
  }

  @Override
  public Checkpoint pin(Pin pin) {
    Checkpoint before = load();
    Checkpoint after = pin.applyTo(before);
    if (after.equals(before)) {
      return before;
    }
    return switch (pin) {
      case Pin.Replaced _ -> replaced(after);
      case Pin.FirstStart start -> guarded(start, after, start.at());
      case Pin.NewBounds bounds -> guarded(bounds, after, bounds.bounds().capturedAt());
      case Pin.ForgetBounds _, Pin.DropBounds _ -> guarded(pin, after, null);
      case Pin.LowerBounds _, Pin.Completed _, Pin.Fingerprint _, Pin.Slots _ -> later(pin);
    };
  }

  /** Lanes write it with what they save next. */
  private synchronized Checkpoint later(Pin pin) {
    waiting.add(pin);
    changes++;
    return known();
  }

  /**
   * While nobody else is in the group.
   *
   * @param wanted what it makes of what there was a moment ago
   * @param moment tells the parts of this pin from those of any other; null where each part counts
   */
  private Checkpoint guarded(Pin pin, Checkpoint wanted, @Nullable Instant moment) {
    Set<String> topics =
        cluster
            .describe(partitions(wanted).stream().map(Partition::topic).collect(Collectors.toSet()))
            .keySet();
    if (topics.isEmpty()) {
      return later(pin); // a group without partitions keeps nothing
    }
    int others = new ClusterAccess(cluster).members(group);
    if (others > 0) {
      throw GroupGuard.contended("it has " + Printable.counted(others, "member"));
    }
    try (GroupGuard guard = new GroupGuard(cluster, members.get())) {
      guard.hold(topics);
      Checkpoint before = load();
      Checkpoint after = pin.applyTo(before);
      if (!after.equals(before)) {
        List<Map<TopicPartition, OffsetAndMetadata>> written =
            parts.of(written(after, topics, moment));
        if (written.isEmpty()) {
          return later(pin);
        }
        written.set(written.size() - 1, last(written.getLast(), after));
        written.forEach(guard::commit);
        accept(after);
        if (pin instanceof Pin.FirstStart) {
          note.accept(firstStart(before));
        }
      }
      return after;
    }
  }

  private String firstStart(Checkpoint before) {
    return before.positions().isEmpty()
        ? "the group "
            + group
            + " had committed nothing, which is taken for a first start; had the pipeline run before,"
            + " its offsets have expired, or its topics were deleted"
        : "the group "
            + group
            + " had plain offsets of "
            + Printable.counted(before.positions().size(), "partition")
            + ", set by another tool or another store: this first start goes on there";
  }

  /** With the last part all of them count. */
  private Map<TopicPartition, OffsetAndMetadata> last(
      Map<TopicPartition, OffsetAndMetadata> part, Checkpoint after) {
    Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();
    part.keySet()
        .forEach(partition -> last.put(partition, entry(after, cluster.ours(partition), null)));
    return last;
  }

  private Map<TopicPartition, OffsetAndMetadata> written(
      Checkpoint checkpoint, Set<String> topics, @Nullable Instant provisional) {
    Map<TopicPartition, OffsetAndMetadata> written = new HashMap<>();
    for (Partition partition : partitions(checkpoint)) {
      if (topics.contains(partition.topic())) {
        written.put(KafkaCluster.kafkas(partition), entry(checkpoint, partition, provisional));
      }
    }
    return written;
  }

  private static OffsetAndMetadata entry(
      Checkpoint checkpoint, Partition partition, @Nullable Instant provisional) {
    return GroupEntry.of(checkpoint, partition, checkpoint.positions().get(partition), provisional)
        .write();
  }

  /** Those of this cluster that a checkpoint says something of. */
  private Set<Partition> partitions(Checkpoint checkpoint) {
    Set<Partition> partitions = new HashSet<>(checkpoint.positions().keySet());
    Bounds bounds = checkpoint.bounds();
    if (bounds != null) {
      partitions.addAll(bounds.ends().keySet());
    }
    partitions.removeIf(partition -> !partition.cluster().equals(cluster.id()));
    return partitions;
  }

  /**
   * By an administrator: the brokers refuse it while the group has members. What is left of a
   * pipeline without any position is kept by entries that have none.
   */
  private Checkpoint replaced(Checkpoint after) {
    requireHere(after);
    Map<TopicPartition, OffsetAndMetadata> written =
        written(
            after,
            partitions(after).stream().map(Partition::topic).collect(Collectors.toSet()),
            null);
    Set<TopicPartition> gone =
        there().stream().map(KafkaCluster::kafkas).collect(Collectors.toSet());
    gone.removeAll(written.keySet());
    if (written.isEmpty() && !after.equals(Checkpoint.EMPTY)) {
      requireSomewhere(gone);
      gone.forEach(
          partition -> written.put(partition, entry(after, cluster.ours(partition), null)));
      gone.clear();
    }
    parts.of(written).forEach(part -> cluster.commit(group, part));
    cluster.forget(group, gone);
    accept(after);
    return after;
  }

  private void requireHere(Checkpoint after) {
    Set<Partition> elsewhere = new TreeSet<>(after.positions().keySet());
    elsewhere.removeIf(partition -> partition.cluster().equals(cluster.id()));
    if (!elsewhere.isEmpty()) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_STORE,
          "the store kafka_group keeps positions of the cluster that is read, "
              + cluster.id()
              + ", and none of "
              + elsewhere,
          "Leave them out, or use another store");
    }
  }

  private void requireSomewhere(Set<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_STORE,
          "the group " + group + " has no partition yet that anything could be kept with",
          "Set the positions themselves: sluice offsets reset --to");
    }
  }

  private synchronized Set<Partition> there() {
    return there;
  }

  private synchronized void accept(Checkpoint after) {
    waiting.clear();
    kept = after;
  }

  @Override
  public @Nullable String identity() {
    return null;
  }

  @Override
  public void close() {
    // the cluster is closed by whoever made it
  }

  /** The commits that positions are saved with, and all that belongs to the pipeline. */
  synchronized List<Map<TopicPartition, OffsetAndMetadata>> commits(
      Map<Partition, Position> positions) {
    Checkpoint header = known();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    positions.forEach((partition, position) ->
        offsets.put(
            KafkaCluster.kafkas(partition),
            GroupEntry.of(header, partition, position, null).write()));
    return parts.of(offsets);
  }

  /** These were committed. */
  synchronized void saved(Map<Partition, Position> positions) {
    Map<Partition, Position> all = new HashMap<>(kept.positions());
    all.putAll(positions);
    kept = kept.withPositions(all);
  }

  /** How often something has changed that what was committed before does not say. */
  synchronized int changes() {
    return changes;
  }
}
