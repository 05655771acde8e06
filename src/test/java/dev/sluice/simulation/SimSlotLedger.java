package dev.sluice.simulation;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.ClaimLostException;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A lane's slots. A commit may fail before its effect, or after it: then the slot is broken. */
final class SimSlotLedger implements Ledger {
  /** What is one transaction. */
  interface Units {
    int of(Partition partition);
  }

  private final SimWorld world;
  private final CheckpointStore store;
  private final Units units;
  private final @Nullable SimSeat seat;
  private final Map<Integer, Integer> epochs = new TreeMap<>();
  private final Set<Integer> broken = new HashSet<>();

  /**
   * Of one lane.
   *
   * @param seat whom the group must admit; null where slots are fenced instead
   */
  SimSlotLedger(SimWorld world, CheckpointStore store, Units units, @Nullable SimSeat seat) {
    this.world = world;
    this.store = store;
    this.units = units;
    this.seat = seat;
  }

  int slot(Partition partition) {
    return units.of(partition);
  }

  /** The epoch under which the lane writes, or -1 where it does not hold the slot. */
  int epoch(Partition partition) {
    int slot = units.of(partition);
    return broken.contains(slot) ? -1 : epochs.getOrDefault(slot, -1);
  }

  @Override
  public boolean transactional() {
    return true;
  }

  @Override
  public Checkpoint claim(Set<Partition> partitions) {
    for (Partition partition : partitions) {
      int slot = units.of(partition);
      if (!epochs.containsKey(slot) || broken.contains(slot)) {
        world.callThatMayFail("claiming");
        int epoch = world.transactions().begin(slot);
        world.callThatMayFail("hearing of the claim");
        epochs.put(slot, epoch);
        broken.remove(slot);
      }
    }
    return store.load();
  }

  @Override
  public boolean save(Map<Partition, Position> positions) {
    Map<Integer, Map<Partition, Position>> bySlot = new TreeMap<>();
    positions.forEach((partition, position) ->
        bySlot
            .computeIfAbsent(units.of(partition), slot -> new HashMap<>())
            .put(partition, position));
    bySlot.forEach(this::commit);
    return true;
  }

  private void commit(int slot, Map<Partition, Position> positions) {
    Integer epoch = epochs.get(slot);
    if (epoch == null || broken.contains(slot)) {
      throw retryable("the slot is not held");
    }
    boolean wasBroken = broken.add(slot);
    world.callThatMayFail("committing");
    if (seat != null && !seat.admits(positions.keySet())) {
      throw retryable("the group is being divided anew");
    }
    if (!world.transactions().holds(slot, epoch)) {
      throw new ClaimLostException(positions.keySet());
    }
    if (world.transactions().isSpoilt(slot, epoch)) {
      throw retryable("the transaction is spoilt");
    }
    world.transactions().commit(slot, positions);
    world.callThatMayFail("hearing of the commit");
    if (!wasBroken) {
      broken.remove(slot);
    }
  }

  private static RetryableException retryable(String what) {
    return new RetryableException(new Trouble(ProblemCode.UNREACHABLE, what, null), null);
  }

  @Override
  public Set<Partition> fading(boolean last) {
    return seat == null ? Set.of() : seat.fading();
  }

  @Override
  public void release(Set<Partition> partitions) {
    world.call();
    if (seat != null) {
      return; // the transaction is the lane's
    }
    partitions.forEach(partition -> epochs.remove(units.of(partition)));
  }

  @Override
  public boolean discard() {
    epochs.forEach((slot, epoch) -> {
      if (broken.contains(slot)) {
        return;
      }
      try {
        world.callThatMayFail("aborting");
        if (world.transactions().holds(slot, epoch)) {
          world.transactions().abort(slot);
        } else {
          broken.add(slot);
        }
      } catch (RetryableException e) {
        broken.add(slot);
      }
    });
    return broken.isEmpty();
  }

  @Override
  public void close() {
    epochs.clear();
  }
}
