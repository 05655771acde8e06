package dev.sluice.simulation;

import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.message.Position;
import dev.sluice.stage.Reader;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A member of the simulated group. */
final class SimReader implements Reader {
  private final SimWorld world;
  private final String process;
  private final int number;
  private final Set<Partition> mine = new TreeSet<>();
  private final Map<Partition, Long> positions = new HashMap<>();
  private final Set<Partition> paused = new HashSet<>();
  private @Nullable Assignment assignment;
  private int generation;
  private boolean calledBack;

  SimReader(SimWorld world, String process, int number) {
    this.world = world;
    this.process = process;
    this.number = number;
  }

  /**
   * Of the group, as it was when this was last polled. In a callback it is the newest: until all
   * members have answered, a group takes what was meant for the old one.
   */
  int generation() {
    return calledBack ? world.group().generation() : generation;
  }

  int number() {
    return number;
  }

  String process() {
    return process;
  }

  @Override
  public void subscribe(Collection<String> topics, Assignment heard) {
    world.call();
    if (assignment == null) {
      world.group().join(this);
    }
    assignment = heard;
  }

  @Override
  public List<Batch> poll(Duration wait, long bytes) {
    if (!wait.truncatedTo(ChronoUnit.MILLIS).equals(wait)) {
      throw new IllegalArgumentException(wait + " is not in whole milliseconds");
    }
    world.callThatMayFail("polling");
    calledBack = true;
    try {
      rebalance();
    } finally {
      calledBack = false;
    }
    long deadline = world.now() + wait.toNanos();
    while (true) {
      List<Batch> batches = available();
      if (!batches.isEmpty() || world.now() >= deadline) {
        return batches;
      }
      world.sleep(Math.min(deadline, world.now() + 50_000_000));
    }
  }

  private void rebalance() {
    Assignment told = assignment;
    if (told == null) {
      return;
    }
    if (!world.group().contains(this)) {
      Set<Partition> all = take(mine);
      if (!all.isEmpty()) {
        told.lost(all);
      }
      world.group().join(this);
    }
    generation = world.group().generation();
    Set<Partition> lost = world.group().toLose(this);
    if (!lost.isEmpty()) {
      take(lost);
      world.group().revoked(this, lost);
      told.lost(lost);
    }
    Set<Partition> revoked = world.group().toRevoke(this);
    if (!revoked.isEmpty()) {
      told.revoked(revoked);
      take(revoked);
      world.group().revoked(this, revoked);
    }
    Set<Partition> assigned = world.group().assign(this);
    if (!assigned.isEmpty()) {
      mine.addAll(assigned);
      paused.addAll(assigned);
      positions.keySet().removeAll(assigned);
      told.assigned(assigned);
    }
  }

  private Set<Partition> take(Set<Partition> partitions) {
    Set<Partition> taken = new TreeSet<>(partitions);
    mine.removeAll(taken);
    positions.keySet().removeAll(taken);
    paused.removeAll(taken);
    return taken;
  }

  private List<Batch> available() {
    List<Batch> batches = new ArrayList<>();
    Set<Partition> outOfRange = new TreeSet<>();
    for (Partition partition : mine) {
      if (paused.contains(partition) || world.random().nextInt(3) == 0) {
        continue;
      }
      Long position = positions.get(partition);
      if (position == null) {
        throw new AssertionError(partition + " was resumed without a position");
      }
      SimLog log = world.cluster().logs().get(partition);
      if (log == null) {
        continue;
      }
      if (position < log.start() || position > log.end()) {
        outOfRange.add(partition);
      } else if (position < log.end()) {
        batches.add(batch(partition, log, position));
      }
    }
    if (!outOfRange.isEmpty() && assignment != null) {
      paused.addAll(outOfRange);
      Map<Partition, Long> told = new HashMap<>();
      outOfRange.forEach(partition -> told.put(partition, Assignment.NOT_CUT_OFF));
      assignment.outOfRange(told);
    }
    return batches;
  }

  private Batch batch(Partition partition, SimLog log, long from) {
    int most = 1 + world.random().nextInt(8);
    List<Message> messages = new ArrayList<>();
    long next = log.end();
    for (Map.Entry<Long, byte[]> entry : log.records().tailMap(from, true).entrySet()) {
      if (messages.size() == most) {
        next = entry.getKey();
        break;
      }
      messages.add(
          new Message(
              partition,
              entry.getKey(),
              0,
              entry.getKey(),
              null,
              new Payload(entry.getValue()),
              List.of()));
    }
    if (world.is(Mutant.PASSES_RECORDS_OVER) && messages.size() > 2) {
      messages.remove(1);
    }
    positions.put(partition, next);
    return new Batch(partition, messages, next, 0);
  }

  @Override
  public void seek(Partition partition, long offset, int leaderEpoch) {
    requireMine(partition);
    positions.put(partition, offset);
  }

  @Override
  public void pause(Collection<Partition> partitions) {
    partitions.forEach(this::requireMine);
    paused.addAll(partitions);
  }

  @Override
  public void resume(Collection<Partition> partitions) {
    partitions.forEach(this::requireMine);
    paused.removeAll(partitions);
  }

  private void requireMine(Partition partition) {
    if (!mine.contains(partition)) {
      throw new AssertionError(partition + " is not assigned to this reader");
    }
  }

  @Override
  public void tell(Map<Partition, Position> positions, boolean last) {
    world.call();
    world.judge().told(positions);
  }

  @Override
  public void close() {
    if (world.dead()) {
      return;
    }
    calledBack = true;
    if (assignment != null && !mine.isEmpty()) {
      assignment.revoked(take(mine));
    }
    world.group().leave(this);
  }
}
