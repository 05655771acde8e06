package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.LogRange;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.schema.Settings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads parts of logs: without a group, without a commit. Safe for several threads. */
public final class LogScan {
  private static final int FETCHED = 16 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaCluster cluster;
  private final IsolationLevel isolation;

  /** What a source with these settings sees. */
  public static LogScan ofSource(KafkaCluster cluster, Settings settings) {
    return new LogScan(cluster, KafkaSourceType.isolationLevel(settings));
  }

  /** What is committed. */
  public static LogScan committed(KafkaCluster cluster) {
    return new LogScan(cluster, IsolationLevel.READ_COMMITTED);
  }

  /** The logs of all partitions of some topics; those that are not there are left out. */
  public Map<Partition, LogRange> logs(Collection<String> topics) {
    return cluster.logs(topics, isolation);
  }

  /** Those of some topics whose records get the broker's time, as far as the user may see that. */
  public Set<String> stamped(Collection<String> topics) {
    try {
      Set<String> stamped = new HashSet<>();
      cluster
          .topicConfigs(topics)
          .forEach((topic, config) -> {
            ConfigEntry type = config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
            if (type != null && "LogAppendTime".equals(type.value())) {
              stamped.add(topic);
            }
          });
      return stamped;
    } catch (FatalException e) {
      return Set.of(); // the right to see a topic's configuration is not among the least ones
    }
  }

  LogScan(KafkaCluster cluster, IsolationLevel isolation) {
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
    Map<Partition, LogRange> newest = new HashMap<>();
    logs.forEach((partition, log) ->
        newest.put(partition, log.from(log.end() - last.applyAsLong(partition))));
    long deadline = System.nanoTime() + patience.toNanos();
    var _ = read(newest, _ -> deadline - System.nanoTime() <= 0, sink);
  }

  /**
   * Reads parts of logs from their starts to their ends, in the order of offsets each.
   *
   * @param sink hears each message
   * @throws dev.sluice.problem.RetryableException where nothing comes any more before the ends
   */
  public void all(Map<Partition, LogRange> parts, java.util.function.Consumer<Message> sink) {
    Stall stall = new Stall();
    boolean whole =
        read(
            parts,
            stall,
            each -> {
              TopicPartition of = new TopicPartition(each.topic(), each.partition());
              sink.accept(PolledMessages.message(cluster.ours(of), each));
            });
    if (!whole) {
      throw cluster
          .errors()
          .translate(
              "fetching records",
              new org.apache.kafka.common.errors.TimeoutException("the ends are not reached"));
    }
  }

  /** When a scan is left. */
  private interface Limit {
    /**
     * Asked after each poll.
     *
     * @param positions the sum of all: grows over records that nobody sees, too
     */
    boolean reached(long positions);
  }

  /** Nothing moves any more. */
  private static final class Stall implements Limit {
    private long last = -1;
    private long since = System.nanoTime();

    @Override
    public boolean reached(long positions) {
      if (positions != last) {
        last = positions;
        since = System.nanoTime();
      }
      return System.nanoTime() - since > PATIENCE.toNanos();
    }
  }

  private boolean read(
      Map<Partition, LogRange> parts,
      Limit limit,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> sink) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    Map<TopicPartition, Long> ends = new HashMap<>();
    parts.forEach((partition, part) -> {
      if (part.end() > part.start()) {
        starts.put(KafkaCluster.kafkas(partition), part.start());
        ends.put(KafkaCluster.kafkas(partition), part.end());
      }
    });
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(ends.keySet());
      starts.forEach(consumer::seek);
      boolean enough = false;
      while (!ends.isEmpty() && !enough) {
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          Long end = ends.get(new TopicPartition(each.topic(), each.partition()));
          if (end != null && each.offset() < end) {
            sink.accept(each);
          }
        }
        enough =
            limit.reached(
                starts.keySet().stream()
                    .mapToLong(each -> consumer.position(each, PATIENCE))
                    .sum());
        List<TopicPartition> done =
            ends.entrySet().stream()
                .filter(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue())
                .map(Map.Entry::getKey)
                .toList();
        done.forEach(ends::remove);
        consumer.pause(done);
      }
      return ends.isEmpty();
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
