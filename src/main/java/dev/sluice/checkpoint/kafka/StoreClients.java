package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of a checkpoint store. */
record StoreClients(KafkaCluster cluster, String pipeline) {
  Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(cluster.connection().properties());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "sluice." + pipeline + ".checkpoint");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    // read now and then: nothing is gained by a fetch that waits, and closing would wait for it
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
    try {
      return new KafkaConsumer<>(
          properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw cluster.errors().translate("connecting", e);
    }
  }

  Producer<byte[], byte[]> producer() {
    return producer(Map.of());
  }

  /** What the transactional ids of a pipeline begin with. */
  static String prefix(String pipeline) {
    return "sluice." + pipeline + ".";
  }

  /** The transactional id of a pipeline's pins. */
  static String pinId(String pipeline) {
    return prefix(pipeline) + "pin";
  }

  /** Shows whether the pipeline's ids may be used: its own id is nobody's. */
  Producer<byte[], byte[]> tryingProducer() {
    return producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix(pipeline) + "check"));
  }

  /** Guards header and pins: only its newest holder can commit. */
  Producer<byte[], byte[]> pinningProducer() {
    return producer(
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            pinId(pipeline),
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            10_000));
  }

  private Producer<byte[], byte[]> producer(Map<String, Object> further) {
    Map<String, Object> properties = new HashMap<>(cluster.connection().properties());
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "sluice." + pipeline + ".checkpoint");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // a new producer waits this long at least for its coordinator, and each pin has a new one
    properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
    properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    properties.putAll(further);
    try {
      return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw cluster.errors().translate("connecting", e);
    }
  }
}
