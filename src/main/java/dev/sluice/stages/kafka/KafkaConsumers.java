package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.schema.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/** Opens consumers with the properties that the runner owns, and the user's. */
final class KafkaConsumers {
  /** More at once lives so long that a small heap is copied for it, and brings nothing. */
  private static final int PARTITION_FETCHED = 1 << 20;

  /**
   * Those of a connection and of a source go before. A poll copies all that it hands over: more at
   * once has left the processor's cache before it is sent.
   */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          1_000,
          ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
          false);

  private final KafkaCluster cluster;
  private final KafkaSource.Config config;
  private final Settings settings;

  KafkaConsumers(KafkaCluster cluster, KafkaSource.Config config, Settings settings) {
    this.cluster = cluster;
    this.config = config;
    this.settings = settings;
  }

  /**
   * Opens one.
   *
   * @param mark what the member is told from others by, or empty
   * @param budget bounds what its polls hand over
   */
  Consumer<byte[], byte[]> open(int lane, String mark, PollBudget budget) {
    Map<String, Object> properties = new HashMap<>(DEFAULTS);
    properties.putAll(cluster.connection().properties());
    properties.putAll(settings.get(KafkaSourceType.PROPERTIES));
    properties.put(
        ConsumerConfig.CLIENT_ID_CONFIG,
        config.group() + "-" + lane + (mark.isEmpty() ? "" : "." + mark) + "." + config.keeping());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
    properties.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        settings.get(KafkaSourceType.ISOLATION).name().toLowerCase(Locale.ROOT));
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    memory(properties);
    protocol(properties);
    try {
      return new KafkaConsumer<>(properties, budget.keys(), budget.values());
    } catch (KafkaException e) {
      throw cluster.errors().translate("connecting", e);
    }
  }

  /**
   * A quarter of the lane's memory for what is fetched, and as much for what is decompressed of it
   * at a time ({@link PollBudget}).
   */
  private void memory(Map<String, Object> properties) {
    int fetched = (int) Math.min(config.memory() / 4, 256 << 20);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, fetched);
    properties.putIfAbsent(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Math.min(fetched, PARTITION_FETCHED));
    properties.putIfAbsent(
        ConsumerConfig.METADATA_MAX_AGE_CONFIG,
        (int) settings.get(KafkaSourceType.DISCOVERY).toMillis());
  }

  private void protocol(Map<String, Object> properties) {
    boolean newer = !config.alone() && !config.classic() && config.slots().isEmpty();
    if (newer && cluster.hasConsumerProtocol()) {
      properties.put(
          ConsumerConfig.GROUP_PROTOCOL_CONFIG,
          GroupProtocol.CONSUMER.name().toLowerCase(Locale.ROOT));
      // the broker's word counts for these; the client refuses them
      properties.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
      properties.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
      return;
    }
    properties.put(
        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
        GroupProtocol.CLASSIC.name().toLowerCase(Locale.ROOT));
    if (config.slots().isPresent()) {
      properties.put(SlotAssignor.SLOTS, config.slots().get().count());
      properties.put(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(SlotAssignor.class));
      return;
    }
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
  }
}
