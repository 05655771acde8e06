package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.Checkpoint;
import java.util.Optional;
import org.apache.kafka.clients.admin.TopicDescription;

/** Looks into a checkpoint topic: creates nothing, writes nothing, fences nobody. */
public final class KafkaTopicPeek {
  private KafkaTopicPeek() {}

  /**
   * What is kept of a pipeline; of a topic that is not there, nothing.
   *
   * @throws dev.sluice.problem.StageException where the cluster does not answer
   */
  public static Checkpoint load(KafkaCluster cluster, String topic, String pipeline) {
    CheckpointTopic checkpoints = new CheckpointTopic(cluster, topic, Optional.empty());
    TopicDescription found = checkpoints.describe();
    if (found == null) {
      return Checkpoint.EMPTY;
    }
    return new CheckpointHome(cluster, pipeline, checkpoints.order(pipeline, found))
        .read()
        .checkpoint();
  }
}
