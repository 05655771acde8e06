package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Asks a cluster for what is known of logs besides their ends. */
record LogInquiry(KafkaCluster cluster) {
  Map<Partition, LogFacts> of(Collection<Partition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    Map<String, Config> configs =
        configs(partitions.stream().map(Partition::topic).collect(Collectors.toSet()));
    List<TopicPartition> asked = partitions.stream().map(KafkaCluster::kafkas).toList();
    Map<TopicPartition, Long> newest = cluster.newestTimestamps(asked);
    Set<TopicPartition> transactional = cluster.withTransactions(asked);
    Map<Partition, LogFacts> facts = new HashMap<>();
    for (Partition partition : partitions) {
      TopicPartition kafkas = KafkaCluster.kafkas(partition);
      Config config = configs.get(partition.topic());
      String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
      facts.put(
          partition,
          new LogFacts(
              policy == null || policy.contains("compact") || transactional.contains(kafkas),
              retention(config, policy),
              newest.getOrDefault(kafkas, -1L)));
    }
    return facts;
  }

  /** The right to see a topic's configuration is not among the least ones. */
  private Map<String, Config> configs(Set<String> topics) {
    try {
      return cluster.topicConfigs(topics);
    } catch (FatalException e) {
      return Map.of();
    }
  }

  private static @Nullable Duration retention(@Nullable Config config, @Nullable String policy) {
    String millis = value(config, TopicConfig.RETENTION_MS_CONFIG);
    return policy == null || !policy.contains("delete") || millis == null || millis.startsWith("-")
        ? null
        : Duration.ofMillis(Long.parseLong(millis));
  }

  private static @Nullable String value(@Nullable Config config, String name) {
    ConfigEntry entry = config == null ? null : config.get(name);
    return entry == null ? null : entry.value();
  }
}
