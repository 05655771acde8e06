package dev.sluice.simulation;

import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.Pin;
import dev.sluice.checkpoint.memory.MemoryStore;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The store that all processes share; a call may fail before its effect, or after it. */
final class SimStore implements ClaimStore {
  private final SimWorld world;
  private final MemoryStore kept;

  SimStore(SimWorld world, MemoryStore kept) {
    this.world = world;
    this.kept = kept;
  }

  @Override
  public Checkpoint load() {
    world.callThatMayFail("loading");
    return kept.load();
  }

  @Override
  public Checkpoint pin(Pin pin) {
    world.callThatMayFail("pinning");
    Checkpoint pinned = kept.pin(pin);
    world.callThatMayFail("hearing of the pin");
    return pinned;
  }

  @Override
  public Checkpoint claim(String owner, Set<Partition> partitions) {
    world.callThatMayFail("claiming");
    Checkpoint found = kept.claim(owner, partitions);
    world.callThatMayFail("hearing of the claim");
    return found;
  }

  @Override
  public void save(String owner, Map<Partition, Position> positions) {
    world.callThatMayFail("saving");
    Map<Partition, Position> before = kept.load().positions();
    if (!world.is(Mutant.SAVES_NOTHING)) {
      kept.save(owner, positions);
    }
    world.judge().saved(before, positions);
    world.callThatMayFail("hearing of the save");
  }

  @Override
  public void release(String owner, Set<Partition> partitions) {
    world.call();
    kept.release(owner, partitions);
  }

  @Override
  public @Nullable String identity() {
    return null;
  }

  @Override
  public void close() {
    // shared
  }
}
