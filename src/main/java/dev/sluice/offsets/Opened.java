package dev.sluice.offsets;

import dev.sluice.catalogue.Assembly;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.OtherAgents;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.checkpoint.Pin;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.Printable;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.RunEvent;
import dev.sluice.runtime.Stages;
import dev.sluice.stage.Source;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline whose positions are looked at: its store and its sources are open, nothing is read.
 * Every call may throw {@link dev.sluice.problem.StageException}.
 */
public final class Opened implements AutoCloseable {
  private final PipelineDefinition pipeline;
  private final Stages stages;

  /**
   * Dials.
   *
   * @param checkpointDirectory wins over the definition's, or null
   */
  public Opened(
      Catalogue catalogue, Graph graph, @Nullable Path checkpointDirectory, RunEvent.Sink events) {
    this.pipeline = graph.pipeline();
    this.stages = Assembly.of(catalogue, graph, checkpointDirectory).open(events);
  }

  /** Which one it is. */
  public PipelineDefinition pipeline() {
    return pipeline;
  }

  /** What its store keeps. */
  public Checkpoint checkpoint() {
    return stages.store().load();
  }

  /** The logs of all partitions that it reads now. */
  public Map<Partition, LogRange> logs() {
    Map<Partition, LogRange> logs = new HashMap<>();
    for (Source source : stages.sources()) {
      logs.putAll(source.describe(source.topics().keySet()));
    }
    return logs;
  }

  /** The offsets at a destination; one that has none is left out. */
  Map<Partition, Long> offsets(Map<Partition, LogRange> logs, Destination destination) {
    Map<Partition, Long> offsets = new HashMap<>();
    for (Source source : stages.sources()) {
      Map<Partition, LogRange> of = new HashMap<>(logs);
      of.keySet().retainAll(of(source, logs.keySet()));
      offsets.putAll(destination.offsets(source, of));
    }
    return offsets;
  }

  /** What a group has committed on the clusters that the pipeline reads. */
  Map<Partition, Long> committed(String group) {
    Map<Partition, Long> committed = new HashMap<>();
    stages.sources().forEach(source -> committed.putAll(source.committed(group)));
    return committed;
  }

  private static Set<Partition> of(Source source, Set<Partition> partitions) {
    return partitions.stream()
        .filter(each -> each.cluster().equals(source.cluster()))
        .collect(Collectors.toSet());
  }

  /**
   * Makes a change, unless the checkpoint is not what it was when the change was decided on.
   * Whoever might still save is fenced first.
   *
   * @throws FatalException where the pipeline runs
   */
  public void replace(Checkpoint before, Checkpoint after) {
    refuseRunning();
    refuseOtherSlots(before);
    Set<Partition> touched = new HashSet<>(before.positions().keySet());
    touched.addAll(after.positions().keySet());
    for (Source source : stages.sources()) {
      Set<Partition> of = of(source, touched);
      try (Ledger ledger =
          stages.lane("offsets", 0, UUID.randomUUID().toString(), source).ledger()) {
        if (!of.isEmpty()) {
          var _ = ledger.claim(of);
        }
      } catch (FencedException e) {
        throw changed();
      }
    }
    if (after.firstStartedAt() == null && after.positions().isEmpty()) {
      forgetTold(); // first, for it may be refused
    }
    if (!stages.store().pin(new Pin.Replaced(before, after)).equals(after)) {
      throw changed();
    }
    takeOver(after);
  }

  /** A pipeline that starts anew is not to look like one whose checkpoint is lost. */
  private void forgetTold() {
    stages.sources().forEach(source -> source.forgetTold(source.told().offsets().keySet()));
  }

  /** The positions that earlier runs have told the sources. */
  Set<Partition> told() {
    Set<Partition> told = new HashSet<>();
    stages.sources().forEach(source -> told.addAll(source.told().offsets().keySet()));
    return told;
  }

  private RetryableException changed() {
    return new RetryableException(
        new Trouble(
            ProblemCode.CHECKPOINT_HELD,
            "the checkpoint of "
                + pipeline.name()
                + " has changed meanwhile: a runner has saved to it; nothing was done",
            "Stop the pipeline's runners, and try again"),
        null);
  }

  /** A store that one runner has alone tells the source so: from now on it is this one. */
  private void takeOver(Checkpoint after) {
    String identity = stages.store().identity();
    if (identity != null) {
      for (Source source : stages.sources()) {
        source.takeOver(after.positions(), identity);
      }
    }
  }

  /** Who was stopped in the middle holds a slot by the old number: fenced by that alone. */
  private void refuseOtherSlots(Checkpoint before) {
    Integer slots = stages.slots();
    if (slots != null && before.slots() != null && !slots.equals(before.slots())) {
      throw new FatalException(
          ProblemCode.DELIVERY,
          "checkpoint.slots is " + slots + ", but the pipeline has started with " + before.slots(),
          "Change positions with the old number: export and reset first, then change it, then import");
    }
  }

  private void refuseRunning() {
    int members = OtherAgents.members(pipeline).orElse(0);
    if (members > 0) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_HELD,
          "the pipeline "
              + pipeline.name()
              + " runs: its group "
              + Assembly.group(pipeline)
              + " has "
              + Printable.counted(members, "member"),
          "Stop its runners first; one that was killed leaves the group after its session");
    }
  }

  @Override
  public void close() {
    stages.close();
  }
}
