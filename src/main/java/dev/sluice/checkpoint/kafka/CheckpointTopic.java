package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The topic that checkpoints lie in.
 *
 * @param replicas for creating it; empty for the broker's default
 */
record CheckpointTopic(KafkaCluster cluster, String name, Optional<Short> replicas) {
  private static final int PARTITIONS = 16;
  private static final Duration LAG = Duration.ofSeconds(10);

  /**
   * The topic as it is, created where it is missing.
   *
   * @throws FatalException where it would lose checkpoints
   */
  TopicDescription require() {
    TopicDescription found = describe();
    if (found == null) {
      cluster.create(toCreate());
      found = cluster.awaitTopic(name);
    } else {
      check();
    }
    return found;
  }

  /**
   * The topic is not the one that a store was opened with.
   *
   * @param id the topic's id when the store was opened; null where brokers have none
   * @throws FatalException where that is so
   */
  void refuseLost(@Nullable String id, String pipeline) {
    TopicDescription now = describedIfThere();
    if (now == null || (id != null && !id.equals(KafkaCluster.topicId(now)))) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_LOST,
          "the checkpoint topic "
              + name
              + " on "
              + cluster.connection()
              + " was deleted"
              + (now == null ? "" : " and created again")
              + " while the pipeline ran: the positions that it held are lost",
          "Before the next start, take the positions over from the consumer group on the source:"
              + " sluice offsets import --group sluice."
              + pipeline);
    }
  }

  /** Null only where that lasts: a broker that lags behind may not know a topic for a moment. */
  private @Nullable TopicDescription describedIfThere() {
    long deadline = System.nanoTime() + LAG.toNanos();
    TopicDescription found = describe();
    while (found == null && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      found = describe();
    }
    return found;
  }

  /** The topic as it is, or null. */
  @Nullable TopicDescription describe() {
    return cluster.describe(List.of(name)).get(name);
  }

  /** All partitions of the topic, the one that a pipeline's id belongs to first. */
  List<TopicPartition> order(String pipeline, TopicDescription topic) {
    byte[] id = pipeline.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    int count = topic.partitions().size();
    int home = Utils.toPositive(Utils.murmur2(id)) % count;
    return IntStream.range(0, count)
        .mapToObj(index -> new TopicPartition(name, (home + index) % count))
        .toList();
  }

  /** As it is created. */
  NewTopic toCreate() {
    return new NewTopic(name, Optional.of(PARTITIONS), replicas)
        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
  }

  private void check() {
    ConfigEntry policy = cluster.topicConfig(name).get(TopicConfig.CLEANUP_POLICY_CONFIG);
    if (policy != null && !TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy.value())) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_STORE,
          "the checkpoint topic "
              + name
              + " on "
              + cluster.connection()
              + " has cleanup.policy="
              + policy.value()
              + ": checkpoints would be deleted in time",
          "Set cleanup.policy=compact on it");
    }
  }
}
