package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.WatchingProducer;
import dev.sluice.schema.Settings;
import dev.sluice.stages.kafka.KafkaTargetType.Acks;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/** Opens producers with the properties that the runner owns, and the user's. */
final class KafkaProducers {
  /**
   * Those of a connection and of a target go before. With a linger of 5 ms, which bounds what a
   * record waits for others, a request costs the less the more it carries; beyond 256 KB nothing is
   * gained.
   */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          ProducerConfig.LINGER_MS_CONFIG,
          5,
          ProducerConfig.BATCH_SIZE_CONFIG,
          256 << 10,
          ProducerConfig.ENABLE_METRICS_PUSH_CONFIG,
          false);

  private static final int LARGEST_REQUEST = 1 << 30;

  private final KafkaCluster cluster;
  private final Map<String, Object> properties;
  private final int batchSize;
  private final long memory;

  KafkaProducers(KafkaCluster cluster, Settings settings, long memory, String clientId) {
    this.cluster = cluster;
    this.properties = properties(cluster, settings, clientId);
    this.batchSize =
        Integer.parseInt(String.valueOf(properties.get(ProducerConfig.BATCH_SIZE_CONFIG)));
    this.memory = memory;
  }

  private static Map<String, Object> properties(
      KafkaCluster cluster, Settings settings, String clientId) {
    Acks acks = settings.get(KafkaTargetType.ACKS);
    boolean idempotent = acks == Acks.MOST_ISR || acks == Acks.ALL_ISR;
    Map<String, Object> properties = new HashMap<>(DEFAULTS);
    properties.putAll(cluster.connection().properties());
    properties.putAll(settings.get(KafkaTargetType.PROPERTIES));
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    properties.put(ProducerConfig.ACKS_CONFIG, acks.wire());
    // without idempotence a retry could overtake: then one request in flight keeps the order
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, idempotent);
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, idempotent ? 5 : 1);
    properties.put(
        ProducerConfig.COMPRESSION_TYPE_CONFIG,
        settings.get(KafkaTargetType.COMPRESSION).name().toLowerCase(Locale.ROOT));
    // a target that is away is waited for; what is in flight is bounded by the lane
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return properties;
  }

  /**
   * What follows for a producer from the largest batch that its topics take.
   *
   * @param batch the size of its batches, in bytes: a producer whose batches are larger divides a
   *     refused one by its own batch size, and so sends the same batch for ever
   * @param request the largest request, and the buffer that it must fit into: what the source could
   *     hold fits through, and the broker has the last word on each record
   */
  record Sizes(int batch, int request) {}

  /** The size of batches for topics that take them up to a size; asked for each record. */
  int batch(int limit) {
    return Math.min(batchSize, limit);
  }

  /** For topics that take batches up to a size; the largest integer where that is unknown. */
  Sizes sizes(int largestBatch) {
    return sizes(largestBatch, largestBatch);
  }

  /** For topics the first of which takes batches up to one size, and the last up to another. */
  Sizes sizes(int smallestLimit, int largestLimit) {
    boolean known = largestLimit < LARGEST_REQUEST;
    long request = Math.max(memory, known ? largestLimit : 0);
    return new Sizes(batch(smallestLimit), (int) Math.min(request, LARGEST_REQUEST));
  }

  /** One of these sizes. */
  WatchingProducer open(Sizes sizes) {
    return open(sizes, Map.of());
  }

  /**
   * One that writes in transactions.
   *
   * @param timeout after which the brokers abort one that nobody ends
   */
  WatchingProducer openTransactional(Sizes sizes, String id, Duration timeout) {
    return open(
        sizes,
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            id,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            (int) timeout.toMillis()));
  }

  private WatchingProducer open(Sizes sizes, Map<String, Object> further) {
    Map<String, Object> sized = new HashMap<>(properties);
    sized.putAll(further);
    sized.put(ProducerConfig.BATCH_SIZE_CONFIG, sizes.batch());
    sized.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, sizes.request());
    sized.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(memory, sizes.request()));
    try {
      return WatchingProducer.open(sized);
    } catch (KafkaException e) {
      throw cluster.errors().translate("connecting", e);
    }
  }
}
