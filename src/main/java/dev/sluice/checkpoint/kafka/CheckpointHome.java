package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Where a pipeline lies in a checkpoint topic, read to its end again and again. */
final class CheckpointHome {
  private final KafkaCluster cluster;
  private final String pipeline;
  private final TopicClients clients;
  private volatile TopicPartition partition;
  private List<TopicPartition> elsewhere;
  private CheckpointLog log;
  private LogTail tail;

  /**
   * Of one pipeline.
   *
   * @param partitions all of the topic's, the one that the pipeline's id belongs to first
   */
  CheckpointHome(KafkaCluster cluster, String pipeline, List<TopicPartition> partitions) {
    this.cluster = cluster;
    this.pipeline = pipeline;
    this.clients = TopicClients.of(cluster);
    this.partition = partitions.getFirst();
    this.elsewhere = partitions.subList(1, partitions.size());
    this.log = newLog(partition);
    this.tail = new LogTail(cluster, clients, partition, log::apply);
  }

  private CheckpointLog newLog(TopicPartition of) {
    return new CheckpointLog(pipeline, "of " + pipeline + " in the topic " + of.topic());
  }

  /** Which partition it is, as far as is known. */
  TopicPartition partition() {
    return partition;
  }

  /** Whether it is known for sure where the pipeline lies. */
  boolean isFound() {
    return elsewhere.isEmpty();
  }

  /**
   * Reads to the end. Before a first start is believed, the header is looked for elsewhere, once.
   */
  CheckpointLog read() {
    tail.readToEnd();
    if (!elsewhere.isEmpty() && !log.hasHeader()) {
      TopicPartition found =
          clients.reading(
              consumer -> new HeaderSearch(cluster, pipeline).among(elsewhere, consumer));
      if (found != null) {
        move(found);
        tail.readToEnd();
      }
    }
    elsewhere = List.of();
    return log;
  }

  private void move(TopicPartition to) {
    CheckpointLog there = newLog(to);
    partition = to;
    log = there;
    tail = new LogTail(cluster, clients, to, there::apply);
  }
}
