package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.ClaimLostException;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.kafka.SlotTransactions;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.RetryableException;
import java.util.Map;
import java.util.Set;

/**
 * Exactly once: records and the positions behind them are one transaction on the target's cluster,
 * whatever cluster was read (protocol 5). The safety lies in the order of {@link #claim}: first the
 * previous owners are fenced and what they left open is ended, only then the positions are read.
 */
public final class SlotLedger implements Ledger {
  private final KafkaTopicStore store;
  private final String owner;
  private final SlotTransactions transactions;

  /**
   * Of one lane; the store is the pipeline's, the transactions are the lane's.
   *
   * @param owner a random token that no other lane of any runner has
   */
  public SlotLedger(KafkaTopicStore store, String owner, SlotTransactions transactions) {
    this.store = store;
    this.owner = owner;
    this.transactions = transactions;
  }

  /** What the transactional ids of a pipeline begin with, pins included. */
  public static String transactionalIds(String pipeline) {
    return StoreClients.prefix(pipeline);
  }

  @Override
  public boolean transactional() {
    return true;
  }

  @Override
  public Checkpoint claim(Set<Partition> partitions) {
    transactions.claim(partitions);
    // the store's claim too: it fences who still runs at least once
    return store.claim(owner, partitions);
  }

  @Override
  public boolean save(Map<Partition, Position> positions) {
    try {
      transactions.commit(
          positions.keySet(),
          (partitions, producer) -> {
            for (Partition partition : partitions) {
              var _ = producer.send(store.record(partition, position(positions, partition)));
            }
          });
      return true;
    } catch (RetryableException e) {
      store.refuseLost();
      throw e;
    } catch (FencedException e) {
      throw new ClaimLostException(positions.keySet());
    }
  }

  private static Position position(Map<Partition, Position> positions, Partition partition) {
    return java.util.Objects.requireNonNull(positions.get(partition));
  }

  @Override
  public void release(Set<Partition> partitions) {
    transactions.release(partitions);
  }

  @Override
  public boolean discard() {
    return transactions.abort();
  }

  @Override
  public void close() {
    transactions.close();
  }
}
