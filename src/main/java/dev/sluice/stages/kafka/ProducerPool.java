package dev.sluice.stages.kafka;

import dev.sluice.message.Partition;
import org.apache.kafka.clients.producer.Producer;

/** Where the writers of a lane take their producers from. Belongs to the lane's thread. */
interface ProducerPool {
  /**
   * The size of the batches that records go in, in bytes.
   *
   * @param largestBatch that their topic takes
   */
  int batch(int largestBatch);

  /**
   * The producer that sends a record.
   *
   * @param source where it comes from
   * @param largestBatch that its topic takes, in bytes
   */
  Producer<byte[], byte[]> producer(Partition source, int largestBatch);

  /** What a producer's error that is not about one record means. */
  RuntimeException failure(String doing, Exception e);

  /** Nothing that was handed over and is not settled arrives after this. */
  void discard();
}
