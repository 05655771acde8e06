package dev.sluice.stages.kafka;

import dev.sluice.kafka.WatchingProducer;
import dev.sluice.message.Partition;
import java.util.Collection;

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
  WatchingProducer producer(Partition source, int largestBatch);

  /** The producers that may have something in flight. */
  Collection<WatchingProducer> open();

  /**
   * The topics are not what the producers were opened for: others are opened before anything is
   * sent again. The epoch is given up before that.
   */
  void renew();

  /** What a producer's error that is not about one record means. */
  RuntimeException failure(String doing, Exception e);

  /** Nothing that was handed over and is not settled arrives after this. */
  void discard();
}
