package dev.sluice.checkpoint;

import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.Map;
import java.util.Set;

/**
 * At least once: records are written first, and the store is told after that.
 *
 * @param owner a random token that no other lane of any runner has
 */
public record StoreLedger(ClaimStore store, String owner) implements Ledger {
  @Override
  public boolean transactional() {
    return false;
  }

  @Override
  public Checkpoint claim(Set<Partition> partitions) {
    return store.claim(owner, partitions);
  }

  @Override
  public boolean save(Map<Partition, Position> positions) {
    store.save(owner, positions);
    return true;
  }

  @Override
  public void release(Set<Partition> partitions) {
    store.release(owner, partitions);
  }

  @Override
  public boolean discard() {
    return true; // what was written is visible, and is repeated
  }

  @Override
  public void close() {
    // the store is the pipeline's
  }
}
