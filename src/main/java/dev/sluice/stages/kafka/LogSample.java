package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
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
   * Reads the newest offsets of each log, up to the end that it has now.
   *
   * @param last how many offsets of a partition; fewer records where markers lie among them
   * @param patience after that, it is left at what has come so far
   * @param sink hears each record
   */
  void newest(
      Map<Partition, LogRange> logs,
      ToLongFunction<Partition> last,
      Duration patience,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    logs.forEach((partition, log) -> {
      if (log.end() > log.start()) {
        TopicPartition kafkas = KafkaCluster.kafkas(partition);
        starts.put(kafkas, Math.max(log.start(), log.end() - last.applyAsLong(partition)));
        ends.put(kafkas, log.end());
      }
    });
    long deadline = System.nanoTime() + patience.toNanos();
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(ends.keySet());
      starts.forEach(consumer::seek);
      while (!ends.isEmpty() && deadline - System.nanoTime() > 0) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          Long end = ends.get(new TopicPartition(each.topic(), each.partition()));
          if (end != null && each.offset() < end) {
            sink.accept(each);
          }
        }
        List<TopicPartition> done =
            ends.entrySet().stream()
                .filter(end -> consumer.position(end.getKey(), patience) >= end.getValue())
                .map(Map.Entry::getKey)
                .toList();
        done.forEach(ends::remove);
        consumer.pause(done);
      }
    } catch (KafkaException e) {
      throw cluster.errors().translate("fetching records", e);
    }
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
