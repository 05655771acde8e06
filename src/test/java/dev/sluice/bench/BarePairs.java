package dev.sluice.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What idle pipelines are measured by: pairs of a consumer and a producer, a thread each, that copy
 * whatever comes. Runs until it is killed.
 */
final class BarePairs {
  private BarePairs() {}

  /**
   * Copies.
   *
   * @param arguments bootstrap servers, what the sources' names begin with, how many there are, and
   *     the target
   */
  public static void main(String[] arguments) throws InterruptedException {
    int count = Integer.parseInt(arguments[2]);
    for (int i = 0; i < count; i++) {
      String source = arguments[1] + i;
      Thread.ofPlatform().name(source).start(() -> copy(arguments[0], source, arguments[3]));
    }
    new CountDownLatch(1).await();
  }

  private static void copy(String servers, String source, String target) {
    Map<String, Object> reading = new HashMap<>(Tuning.CONSUMER);
    reading.put("bootstrap.servers", servers);
    reading.put("group.id", target + "." + source);
    reading.put("group.protocol", "consumer");
    reading.put("enable.auto.commit", false);
    Map<String, Object> writing = new HashMap<>(Tuning.PRODUCER);
    writing.put("bootstrap.servers", servers);
    try (var consumer =
            new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of(source));
      while (true) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(500))) {
          var _ = producer.send(new ProducerRecord<>(target, each.key(), each.value()));
        }
      }
    }
  }
}
