package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.SlotTransactions;
import dev.sluice.kafka.Slots;
import dev.sluice.kafka.WatchingProducer;
import dev.sluice.message.Partition;
import dev.sluice.schema.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Exactly once: all writers of a lane share the producers, one for each slot that the lane owns. So
 * the settings of the first target hold for all; a definition whose targets differ is refused.
 */
public final class SlotPool implements ProducerPool, SlotTransactions.Opening {
  private final KafkaProducers producers;
  private final SlotTransactions transactions;
  private final Duration timeout;
  private final List<KafkaWriter> writers = new ArrayList<>();
  private int smallestBatch = Integer.MAX_VALUE;
  private int largestBatch;

  /**
   * Of one lane.
   *
   * @param settings of the first target
   * @param memory bytes that the lane may hold
   * @param clientId what the producers call themselves
   * @param prefix of the transactional ids
   * @param timeout after which the brokers abort a transaction that nobody ends
   */
  public SlotPool(
      KafkaCluster cluster,
      Settings settings,
      long memory,
      String clientId,
      String prefix,
      Slots slots,
      Duration timeout) {
    this.producers = new KafkaProducers(cluster, settings, memory / 2, clientId);
    this.timeout = timeout;
    this.transactions = new SlotTransactions(cluster.errors(), prefix, slots, timeout, this);
  }

  /** For the ledger of the lane. */
  public SlotTransactions transactions() {
    return transactions;
  }

  void add(KafkaWriter writer) {
    writers.add(writer);
  }

  /** Topics are created before a transaction, and their limits known before a producer is made. */
  @Override
  public void prepare(Set<Partition> sources) {
    for (KafkaWriter writer : writers) {
      for (int limit : writer.prepare(sources)) {
        smallestBatch = Math.min(smallestBatch, limit);
        largestBatch = Math.max(largestBatch, limit);
      }
    }
  }

  @Override
  public WatchingProducer open(String transactionalId) {
    return producers.openTransactional(
        producers.sizes(smallestBatch, largestBatch), transactionalId, timeout);
  }

  @Override
  public int batch(int ofTopic) {
    return producers.batch(smallestBatch);
  }

  @Override
  public WatchingProducer producer(Partition source, int ofTopic) {
    return transactions.writing(source);
  }

  @Override
  public Collection<WatchingProducer> open() {
    return transactions.producers();
  }

  @Override
  public void renew() {
    smallestBatch = Integer.MAX_VALUE;
    largestBatch = 0;
    transactions.renew();
  }

  @Override
  public RuntimeException failure(String doing, Exception e) {
    return transactions.failure(doing, e);
  }

  @Override
  public void discard() {
    // the ledger aborts what all writers of the lane have sent
  }
}
