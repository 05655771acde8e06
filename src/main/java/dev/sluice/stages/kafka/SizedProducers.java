package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaErrors;
import dev.sluice.kafka.WatchingProducer;
import dev.sluice.message.Partition;
import dev.sluice.stages.kafka.KafkaProducers.Sizes;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/**
 * At least once: topics that take batches of another size than usual have a producer of their own.
 */
final class SizedProducers implements ProducerPool {
  private final KafkaErrors errors;
  private final KafkaProducers producers;
  private final Map<Sizes, WatchingProducer> open = new HashMap<>();

  SizedProducers(KafkaErrors errors, KafkaProducers producers) {
    this.errors = errors;
    this.producers = producers;
  }

  @Override
  public int batch(int largestBatch) {
    return producers.batch(largestBatch);
  }

  @Override
  public WatchingProducer producer(Partition source, int largestBatch) {
    return open.computeIfAbsent(producers.sizes(largestBatch), producers::open);
  }

  @Override
  public Collection<WatchingProducer> open() {
    return open.values();
  }

  @Override
  public void renew() {
    // with the epoch all of them are given up
  }

  @Override
  public RuntimeException failure(String doing, Exception e) {
    return errors.translateProducers(doing, e);
  }

  @Override
  public void discard() {
    open.values().forEach(SizedProducers::abandon);
    open.clear();
  }

  private static void abandon(WatchingProducer producer) {
    try {
      producer.close(Duration.ZERO);
    } catch (KafkaException e) {
      // it is closed as far as it can be, and nobody waits for its answers
    }
  }
}
