package dev.sluice.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The limit: what Kafka's own clients cost, from a consumer to a producer, with positions committed
 * once everything before them was acknowledged. Runs until it is killed.
 */
final class BareLoop {
  private BareLoop() {}

  /**
   * Copies.
   *
   * @param arguments bootstrap servers, source, target, its partitions, and {@code filter} or
   *     {@code copy}
   */
  public static void main(String[] arguments) {
    boolean filter = arguments[4].equals("filter");
    Map<String, Object> reading = new HashMap<>(Tuning.CONSUMER);
    reading.put("bootstrap.servers", arguments[0]);
    reading.put("group.id", arguments[2]);
    reading.put("group.protocol", "consumer");
    reading.put("enable.auto.commit", false);
    Map<String, Object> writing = new HashMap<>(Tuning.PRODUCER);
    writing.put("bootstrap.servers", arguments[0]);
    try (var consumer =
            new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of(arguments[1]));
      copy(consumer, producer, arguments[2], Integer.parseInt(arguments[3]), filter);
    }
  }

  private static void copy(
      KafkaConsumer<byte[], byte[]> consumer,
      KafkaProducer<byte[], byte[]> producer,
      String target,
      int partitions,
      boolean filter) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    long next = System.nanoTime() + Duration.ofMillis(Tuning.INTERVAL).toNanos();
    while (failure.get() == null) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
      for (ConsumerRecord<byte[], byte[]> each : records) {
        if (!filter || HandFilter.isPaid(each.value())) {
          var _ =
              producer.send(
                  new ProducerRecord<>(
                      target,
                      each.partition() % partitions,
                      each.timestamp(),
                      each.key(),
                      each.value(),
                      each.headers()),
                  (metadata, e) -> {
                    if (e != null) {
                      failure.set(e);
                    }
                  });
        }
      }
      if (System.nanoTime() - next > 0) {
        producer.flush();
        consumer.commitSync();
        next = System.nanoTime() + Duration.ofMillis(Tuning.INTERVAL).toNanos();
      }
    }
    throw new IllegalStateException("copying", failure.get());
  }
}
