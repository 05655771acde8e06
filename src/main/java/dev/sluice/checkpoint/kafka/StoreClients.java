package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.WatchingProducer;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;

/** The transactional producers of one pipeline's checkpoint store; who opens one closes it. */
record StoreClients(KafkaCluster cluster, String pipeline) {
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
    Map<String, Object> properties =
        TopicClients.writing(cluster, "sluice." + pipeline + ".checkpoint");
    properties.putAll(further);
    try {
      return WatchingProducer.open(properties);
    } catch (KafkaException e) {
      throw cluster.errors().translate("connecting", e);
    }
  }
}
