package dev.sluice.simulation;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.Map;
import java.util.Set;

/** Positions are committed by the lane's own membership; a call may fail before or after that. */
record SimGroupLedger(SimWorld world, CheckpointStore store, SimSeat seat) implements Ledger {
  @Override
  public boolean transactional() {
    return false;
  }

  @Override
  public Checkpoint claim(Set<Partition> partitions) {
    return store.load();
  }

  @Override
  public boolean save(Map<Partition, Position> positions) {
    world.callThatMayFail("saving");
    if (!seat.admits(positions.keySet())) {
      return false;
    }
    Map<Partition, Position> before = world.kept().load().positions();
    world.kept().claim("group", positions.keySet());
    world.kept().save("group", positions);
    world.judge().saved(before, positions);
    world.callThatMayFail("hearing of the save");
    return true;
  }

  @Override
  public Set<Partition> fading(boolean last) {
    return seat.fading();
  }

  @Override
  public void release(Set<Partition> partitions) {
    world.call();
  }

  @Override
  public boolean discard() {
    return true;
  }

  @Override
  public void close() {
    // the group's
  }
}
