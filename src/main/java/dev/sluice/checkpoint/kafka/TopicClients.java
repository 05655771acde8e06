package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.WatchingProducer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What all stores of a process on one cluster read and write their topics with: a thousand
 * pipelines that rest need not have a client each. Safe for all threads.
 */
final class TopicClients implements KafkaCluster.Attached {
  private static final String CLIENT_ID = "sluice.checkpoint";

  /** Readers that are kept while nobody reads. */
  private static final int AT_REST = 2;

  private final KafkaCluster cluster;
  private final Deque<Consumer<byte[], byte[]>> resting = new ArrayDeque<>();
  private @Nullable WatchingProducer producer;
  private boolean closed;

  private TopicClients(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** Those of a cluster; closed with it. */
  static TopicClients of(KafkaCluster cluster) {
    return cluster.attached(TopicClients.class, () -> new TopicClients(cluster));
  }

  /** Writes without transactions. */
  synchronized Producer<byte[], byte[]> producer() {
    WatchingProducer known = producer;
    if (known != null && known.topics().changed()) { // it would never write to the new topic
      known.close(Duration.ZERO);
      known = null;
    }
    if (known == null) {
      if (closed) {
        throw new IllegalStateException("the cluster is closed");
      }
      known = opened();
      producer = known;
    }
    return known;
  }

  /** One that has failed for good: whoever writes next has another one. */
  void discard(Producer<byte[], byte[]> failed) {
    synchronized (this) {
      if (producer != failed) { // somebody has done so already
        return;
      }
      producer = null;
    }
    closing(() -> failed.close(Duration.ofSeconds(1))); // what others have sent may arrive
  }

  /**
   * Reads with a consumer that is nobody else's meanwhile; it may have been somebody's before, and
   * has no partitions.
   */
  <T extends @Nullable Object> T reading(Function<Consumer<byte[], byte[]>, T> does) {
    Consumer<byte[], byte[]> consumer = taken();
    boolean sound = false;
    try {
      T result = does.apply(consumer);
      consumer.unsubscribe();
      sound = true;
      return result;
    } finally {
      if (!sound || !rests(consumer)) {
        close(consumer);
      }
    }
  }

  private Consumer<byte[], byte[]> taken() {
    Consumer<byte[], byte[]> rested;
    synchronized (this) {
      rested = resting.poll();
    }
    return rested == null ? reader() : rested;
  }

  private synchronized boolean rests(Consumer<byte[], byte[]> consumer) {
    if (closed || resting.size() >= AT_REST) {
      return false;
    }
    resting.push(consumer);
    return true;
  }

  private Consumer<byte[], byte[]> reader() {
    Map<String, Object> properties = new HashMap<>(cluster.connection().properties());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, CLIENT_ID);
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

  private WatchingProducer opened() {
    try {
      return WatchingProducer.open(writing(cluster, CLIENT_ID));
    } catch (KafkaException e) {
      throw cluster.errors().translate("connecting", e);
    }
  }

  /** How whoever writes to the topic does: few records, each of them waited for. */
  static Map<String, Object> writing(KafkaCluster cluster, String clientId) {
    Map<String, Object> properties = new HashMap<>(cluster.connection().properties());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    // a leader that does not know the producer yet must not accept a later batch before an earlier
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    // a new producer waits this long at least for its coordinator, and each pin has a new one
    properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
    properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    return properties;
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> writer;
    List<Consumer<byte[], byte[]>> readers;
    synchronized (this) {
      closed = true;
      writer = producer;
      producer = null;
      readers = List.copyOf(resting);
      resting.clear();
    }
    if (writer != null) {
      closing(() -> writer.close(Duration.ZERO));
    }
    readers.forEach(TopicClients::close);
  }

  private static void close(Consumer<byte[], byte[]> consumer) {
    closing(() -> consumer.close(CloseOptions.timeout(Duration.ofSeconds(1))));
  }

  private static void closing(Runnable close) {
    try {
      close.run();
    } catch (KafkaException e) {
      // it is closed as far as it can be
    }
  }
}
