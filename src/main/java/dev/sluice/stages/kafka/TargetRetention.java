package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.StageException;
import dev.sluice.schema.Settings;
import dev.sluice.stages.kafka.KafkaTargetType.CreateTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * How long target topics keep a record by its timestamp, which is the source's: records that are
 * older when they are written are deleted soon after.
 */
public record TargetRetention(KafkaCluster cluster, Settings settings) {
  /**
   * Of some topics, as they are or would be created; those that keep records for ever, or give them
   * timestamps of their own, or may not be asked for are left out.
   */
  public Map<String, Duration> of(Collection<String> topics) {
    Map<String, Duration> kept = new HashMap<>();
    configs(topics)
        .forEach((topic, config) -> {
          Duration retention = retention(config);
          if (retention != null) {
            kept.put(topic, retention);
          }
        });
    return kept;
  }

  private Map<String, Config> configs(Collection<String> topics) {
    try {
      Map<String, Config> configs = new HashMap<>();
      var there = cluster.describe(topics).keySet();
      if (!there.isEmpty()) {
        configs.putAll(cluster.topicConfigs(there));
      }
      CreateTopic wanted = settings.get(KafkaTargetType.CREATE_TOPIC).orElse(null);
      List<String> missing = new ArrayList<>(topics);
      missing.removeAll(there);
      if (wanted != null && !missing.isEmpty()) {
        configs.putAll(cluster.configsIfCreated(missing.stream().map(wanted::topic).toList()));
      }
      return configs;
    } catch (StageException e) {
      return Map.of(); // the right to see a topic's configuration is not among the least ones
    }
  }

  private static @Nullable Duration retention(Config config) {
    String policy = value(config, TopicConfig.CLEANUP_POLICY_CONFIG);
    String type = value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
    String millis = value(config, TopicConfig.RETENTION_MS_CONFIG);
    return !policy.contains("delete")
            || type.equals("LogAppendTime")
            || millis.isEmpty()
            || millis.startsWith("-")
        ? null
        : Duration.ofMillis(Long.parseLong(millis));
  }

  private static String value(Config config, String name) {
    ConfigEntry entry = config.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  /** How long that is, for people. */
  public static String words(Duration retention) {
    return retention.toHours() > 0
        ? retention.toHours() + " h"
        : retention.toMinutes() > 0 ? retention.toMinutes() + " min" : retention.toSeconds() + " s";
  }

  /** What to do about it. */
  public static String mend(String topic) {
    return "Set retention.ms of "
        + topic
        + " (createTopic: {config: {retention.ms: \"-1\"}} where the pipeline creates it)";
  }
}
