package dev.sluice.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerWithMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Every producer of a runner: it creates no topic, and tells what becomes of those that it writes
 * to. Safe for several threads, as Kafka's own.
 */
public final class WatchingProducer extends ProducerWithMetadata {
  private final WatchedTopics topics;
  private final Map<String, FirstRecords> firstRecords = new ConcurrentHashMap<>();
  private final @Nullable Metric splits;
  private final @Nullable Metric throttled;

  private WatchingProducer(ProducerConfig config, WatchedTopics topics) {
    super(config, topics);
    this.topics = topics;
    this.splits = metric("batch-split-total");
    this.throttled = metric("produce-throttle-time-max");
  }

  private @Nullable Metric metric(String name) {
    return metrics().entrySet().stream()
        .filter(each -> each.getKey().name().equals(name))
        .<Metric>map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /**
   * Opens one.
   *
   * @param properties without serializers: records are bytes
   * @throws KafkaException where the properties do not make a producer
   */
  public static WatchingProducer open(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(properties);
    all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    ProducerConfig config = new ProducerConfig(all);
    WatchedTopics topics = new WatchedTopics(config);
    topics.bootstrap(ClientUtils.parseAndValidateAddresses(config));
    return new WatchingProducer(config, topics);
  }

  /** What it knows of its topics. */
  public WatchedTopics topics() {
    return topics;
  }

  /** Which partitions of a topic it has sent to; for the thread that sends. */
  public FirstRecords firstRecords(String topic) {
    return firstRecords.computeIfAbsent(topic, _ -> new FirstRecords());
  }

  /**
   * How many batches brokers have refused as too large so far, so that the producer has divided
   * them: by its own batch size, whatever the topic takes.
   */
  public long splits() {
    return (long) value(splits);
  }

  /** Whether brokers have made it wait for a quota within about the last minute. */
  public boolean throttled() {
    return value(throttled) > 0;
  }

  private static double value(@Nullable Metric metric) {
    double value = metric == null ? 0 : ((Number) metric.metricValue()).doubleValue();
    return Double.isNaN(value) ? 0 : value;
  }
}
