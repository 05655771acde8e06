package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.schema.Settings;
import dev.sluice.stages.kafka.KafkaTargetType.Acks;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Opens producers with the properties that the runner owns, and the user's. */
final class KafkaProducers {
  private static final int BATCH_SIZE = 128 << 10;

  private final KafkaCluster cluster;
  private final Map<String, Object> properties;

  KafkaProducers(KafkaCluster cluster, Settings settings, long memory, String clientId) {
    this.cluster = cluster;
    this.properties = properties(cluster, settings, memory, clientId);
  }

  private static Map<String, Object> properties(
      KafkaCluster cluster, Settings settings, long memory, String clientId) {
    Acks acks = settings.get(KafkaTargetType.ACKS);
    boolean idempotent = acks == Acks.MOST_ISR || acks == Acks.ALL_ISR;
    Map<String, Object> properties = new HashMap<>(cluster.connection().properties());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_SIZE);
    properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
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
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, memory);
    // what the source could hold must fit; the broker has the last word on each record
    properties.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, (int) Math.min(memory, Integer.MAX_VALUE / 2));
    return properties;
  }

  /** The size of batches where a topic takes no larger ones. */
  int batchSize(int largest) {
    int wanted = Integer.parseInt(String.valueOf(properties.get(ProducerConfig.BATCH_SIZE_CONFIG)));
    return Math.min(wanted, largest);
  }

  /** One whose batches have a size. */
  Producer<byte[], byte[]> open(int batchSize) {
    Map<String, Object> sized = new HashMap<>(properties);
    sized.put(ProducerConfig.BATCH_SIZE_CONFIG, batchSize);
    try {
      return new KafkaProducer<>(sized, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw cluster.errors().translate("connecting", e);
    }
  }
}
