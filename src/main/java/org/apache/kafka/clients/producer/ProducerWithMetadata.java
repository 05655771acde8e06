package org.apache.kafka.clients.producer;

import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;

/**
 * A producer that is given its metadata, so that who opens it decides what the producer asks of
 * topics and hears what it is answered. It lies in Kafka's package for one reason: the constructor
 * that takes metadata is visible only here. Nothing else of Kafka's internals is used; a client
 * whose constructor differs does not compile. Made for kafka-clients 4.1.
 */
public class ProducerWithMetadata extends KafkaProducer<byte[], byte[]> {
  /**
   * Opens a producer.
   *
   * @param config whose serializers are those of byte arrays
   * @param metadata knows the addresses to begin with, and is closed with the producer
   * @throws org.apache.kafka.common.KafkaException where the settings do not make a producer
   */
  protected ProducerWithMetadata(ProducerConfig config, ProducerMetadata metadata) {
    super(
        config,
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        metadata,
        null,
        null,
        new ApiVersions(),
        Time.SYSTEM);
  }
}
