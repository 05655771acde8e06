package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.stages.kafka.KafkaTargetType.CreateTopic;
import dev.sluice.stages.kafka.KafkaTargetType.Partitioning;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The topics that a writer writes to. Each is described before its first record: a producer would
 * create a missing one by itself where the broker allows it, whatever the definition says.
 */
final class TargetTopics {
  private final KafkaCluster cluster;
  private final Optional<CreateTopic> create;
  private final Partitioning partitioning;
  private final ToIntFunction<Partition> sourcePartitions;
  private final Map<String, Integer> partitions = new HashMap<>();
  private final Set<Partition> compared = new HashSet<>();

  /**
   * For one writer.
   *
   * @param sourcePartitions how many partitions the topic of a source partition has now
   */
  TargetTopics(
      KafkaCluster cluster,
      Optional<CreateTopic> create,
      Partitioning partitioning,
      ToIntFunction<Partition> sourcePartitions) {
    this.cluster = cluster;
    this.create = create;
    this.partitioning = partitioning;
    this.sourcePartitions = sourcePartitions;
  }

  /** How many partitions a topic has. */
  int partitions(String topic) {
    Integer known = partitions.get(topic);
    if (known == null) {
      known = described(topic).partitions().size();
      partitions.put(topic, known);
    }
    return known;
  }

  /** The largest batch that a topic takes, in bytes; the largest integer where that is unknown. */
  int largestBatch(String topic) {
    int _ = partitions(topic); // described first, and created where that is wanted
    try {
      ConfigEntry entry = cluster.topicConfig(topic).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      return entry == null || entry.value() == null
          ? Integer.MAX_VALUE
          : Integer.parseInt(entry.value());
    } catch (FatalException e) {
      // the right to see a topic's configuration is not among the least ones
      return Integer.MAX_VALUE;
    }
  }

  /**
   * Before the first record of a source partition: whether it fits under {@code partition: same}.
   */
  void compare(Partition source, String topic) {
    if (partitioning != Partitioning.SAME || compared.contains(source)) {
      return;
    }
    int here = sourcePartitions.applyAsInt(source);
    if (partitions(topic) != here) {
      partitions.remove(topic); // both may have grown since
    }
    int there = partitions(topic);
    if (here != there) {
      throw unequal(source.topic(), here, topic, there, cluster.connection());
    }
    compared.add(source);
  }

  /** Counts that {@code partition: same} does not go with. */
  static FatalException unequal(
      String source, int here, String topic, int there, KafkaConnection connection) {
    return new FatalException(
        ProblemCode.PARTITION_COUNT,
        "the topic "
            + source
            + " has "
            + here
            + " partitions, its target "
            + topic
            + " on "
            + connection
            + " has "
            + there,
        "partition: same needs equal counts: add partitions, or use partition: by_key");
  }

  /** A target topic that nobody may create. */
  static FatalException missing(String topic, KafkaConnection connection) {
    return new FatalException(
        ProblemCode.MISSING_TOPIC,
        "the target topic " + topic + " is not there on " + connection,
        "Create it, or let the runner do it: createTopic: {partitions: 3, replicas: 1}");
  }

  private TopicDescription described(String topic) {
    TopicDescription found = cluster.describe(List.of(topic)).get(topic);
    if (found != null) {
      return found;
    }
    CreateTopic wanted = create.orElseThrow(() -> missing(topic, cluster.connection()));
    cluster.create(
        new NewTopic(topic, wanted.partitions(), wanted.replicas()).configs(wanted.config()));
    return cluster.awaitTopic(topic);
  }
}
