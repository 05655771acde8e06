package dev.sluice.checkpoint.memory;

import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.Claims;
import dev.sluice.checkpoint.Pin;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps a checkpoint as long as the object lives. */
public final class MemoryStore implements ClaimStore {
  private final Claims claims = new Claims();
  private Checkpoint checkpoint;

  /** With nothing in it. */
  public MemoryStore() {
    this(Checkpoint.EMPTY);
  }

  /** With what another store keeps. */
  public MemoryStore(Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
  }

  @Override
  public synchronized Checkpoint load() {
    return checkpoint;
  }

  @Override
  public synchronized Checkpoint pin(Pin pin) {
    checkpoint = pin.applyTo(checkpoint);
    return checkpoint;
  }

  @Override
  public synchronized Checkpoint claim(String owner, Set<Partition> partitions) {
    claims.claim(owner, partitions);
    return checkpoint;
  }

  @Override
  public synchronized void save(String owner, Map<Partition, Position> positions) {
    claims.check(owner, positions.keySet());
    Map<Partition, Position> all = new HashMap<>(checkpoint.positions());
    all.putAll(positions);
    checkpoint = checkpoint.withPositions(all);
  }

  @Override
  public synchronized void release(String owner, Set<Partition> partitions) {
    claims.release(owner, partitions);
  }

  @Override
  public @Nullable String identity() {
    return null;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
