package dev.sluice.quickstart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of the quickstart: filled before, shown after. */
public final class Quickstart {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> client;

  /** On a broker that runs. */
  public Quickstart(LocalBroker broker) {
    client = Map.of("bootstrap.servers", broker.bootstrapServers(), "enable.metrics.push", false);
  }

  /** Creates a topic and fills it with orders. */
  public void fill(String topic, int partitions, int orders) {
    try (Admin admin = Admin.create(client)) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("creating " + topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    Map<String, Object> oneAtATime = new HashMap<>(client);
    // the topic has just been created: its leader must not take a later batch before an earlier one
    oneAtATime.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    try (var producer =
        new KafkaProducer<>(oneAtATime, new ByteArraySerializer(), new ByteArraySerializer())) {
      SampleOrders.orders(orders)
          .forEach(order -> {
            var _ =
                producer.send(
                    new ProducerRecord<>(
                        topic, null, order.timestamp(), order.key(), order.value()));
          });
    }
  }

  /** The first records of a topic, partition by partition. */
  public List<ConsumerRecord<byte[], byte[]>> first(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, PATIENCE).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      while (found.size() < count
          && ends.entrySet().stream()
              .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
        consumer.poll(Duration.ofMillis(500)).forEach(found::add);
      }
    }
    return found.subList(0, Math.min(count, found.size()));
  }
}
