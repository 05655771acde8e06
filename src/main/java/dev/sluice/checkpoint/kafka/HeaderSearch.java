package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.kafka.CheckpointKey.HeaderKey;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a pipeline's header outside of the partition that its id belongs to. Where partitions
 * were added to the checkpoint topic, ids belong elsewhere: what was saved before must not pass for
 * a first start (invariant 7).
 */
record HeaderSearch(KafkaCluster cluster, String pipeline) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The partition that holds the header, or null. */
  @Nullable TopicPartition among(
      Collection<TopicPartition> partitions, Consumer<byte[], byte[]> consumer) {
    try {
      return search(partitions, consumer);
    } catch (KafkaException e) {
      throw cluster.errors().translate("searching the checkpoint topic", e);
    }
  }

  private @Nullable TopicPartition search(
      Collection<TopicPartition> partitions, Consumer<byte[], byte[]> consumer) {
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    // with read_committed the end is the last stable offset: an open pin is a start of just now
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    TopicPartition found = null;
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
        deadline = System.nanoTime() + PATIENCE.toNanos(); // however long the logs are
        if (CheckpointKey.parse(each.key()) instanceof HeaderKey header
            && header.pipeline().equals(pipeline)) {
          found = each.value() == null ? null : new TopicPartition(each.topic(), each.partition());
        }
      }
      if (System.nanoTime() > deadline) {
        throw new RetryableException(
            new Trouble(
                ProblemCode.CHECKPOINT_STORE,
                "the checkpoint topic on "
                    + cluster.connection()
                    + " could not be searched: nothing came for "
                    + PATIENCE.toSeconds()
                    + " s",
                "Check the topic"),
            null);
      }
    }
    return found;
  }
}
