package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaErrors;
import dev.sluice.message.Partition;
import dev.sluice.stages.kafka.KafkaProducers.Sizes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * At least once: topics that take batches of another size than usual have a producer of their own.
 */
final class SizedProducers implements ProducerPool {
  private final KafkaErrors errors;
  private final KafkaProducers producers;
  private final Map<Sizes, Producer<byte[], byte[]>> open = new HashMap<>();

  SizedProducers(KafkaErrors errors, KafkaProducers producers) {
    this.errors = errors;
    this.producers = producers;
  }

  @Override
  public int batch(int largestBatch) {
    return producers.batch(largestBatch);
  }

  @Override
  public Producer<byte[], byte[]> producer(Partition source, int largestBatch) {
    return open.computeIfAbsent(producers.sizes(largestBatch), producers::open);
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

  private static void abandon(Producer<byte[], byte[]> producer) {
    try {
      producer.close(Duration.ZERO);
    } catch (KafkaException e) {
      // it is closed as far as it can be, and nobody waits for its answers
    }
  }
}
