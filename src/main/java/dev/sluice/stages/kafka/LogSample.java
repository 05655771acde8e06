package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks at the newest records of some partitions: without a group, without a commit. */
final class LogSample {
  private static final int FETCHED = 16 << 20;

  private final KafkaCluster cluster;
  private final IsolationLevel isolation;

  LogSample(KafkaCluster cluster, IsolationLevel isolation) {
    this.cluster = cluster;
    this.isolation = isolation;
  }

  /**
   * Reads up to the ends that the logs have.
   *
   * @param each at most how many offsets of a partition; fewer records where markers lie between
   * @param patience after that, what has come so far
   */
  List<ConsumerRecord<byte[], byte[]>> newest(
      Map<Partition, LogRange> logs, long each, Duration patience) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    long deadline = System.nanoTime() + patience.toNanos();
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      logs.forEach((partition, log) -> {
        if (log.end() > log.start()) {
          ends.put(KafkaCluster.kafkas(partition), log.end());
        }
      });
      consumer.assign(ends.keySet());
      logs.forEach((partition, log) -> {
        if (log.end() > log.start()) {
          consumer.seek(KafkaCluster.kafkas(partition), Math.max(log.start(), log.end() - each));
        }
      });
      while (!ends.isEmpty() && deadline - System.nanoTime() > 0) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> {
              Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
              if (end != null && record.offset() < end) {
                found.add(record);
              }
            });
        List<TopicPartition> done =
            ends.keySet().stream()
                .filter(partition ->
                    consumer.position(partition, patience) >= ends.getOrDefault(partition, 0L))
                .toList();
        done.forEach(ends::remove);
        consumer.pause(done);
      }
    } catch (KafkaException e) {
      throw cluster.errors().translate("fetching records", e);
    }
    return found;
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(cluster.connection().properties());
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "sluice-sample");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCHED);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    properties.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.name().toLowerCase(Locale.ROOT));
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
