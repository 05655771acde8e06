package dev.sluice.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * What one producer knows of the topics that it writes to, kept current by the metadata that the
 * producer asks for anyway: about every five minutes, and at once when a broker refuses a batch.
 *
 * <ol>
 *   <li>A producer with this metadata never creates a topic, whatever the brokers allow.
 *   <li>It never writes to a topic that was deleted and created again: to the producer such a topic
 *       is missing. Its sequence numbers belong to the old log (KIP-516).
 * </ol>
 *
 * Kafka's network thread updates it; any thread may ask.
 */
public final class WatchedTopics extends ProducerMetadata {
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private volatile boolean changed;

  /** What has become of a topic since the producer saw it first. */
  public enum Fate {
    /** It is there, or the producer has not heard of it yet. */
    THERE,
    /** It was there, and the brokers do not know it any more. */
    DELETED,
    /** It was deleted and created again: another topic of the same name. */
    RECREATED
  }

  private record Seen(Uuid id, int partitions, Fate fate) {}

  /** For a producer that has these settings. */
  WatchedTopics(ProducerConfig config) {
    super(
        config.getLong(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
        config.getLong(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG),
        config.getLong(ProducerConfig.METADATA_MAX_AGE_CONFIG),
        config.getLong(ProducerConfig.METADATA_MAX_IDLE_CONFIG),
        new LogContext("[Producer clientId=" + config.getString("client.id") + "] "),
        new ClusterResourceListeners(),
        Time.SYSTEM);
  }

  /** Whether some topic is not what it was. */
  public boolean changed() {
    return changed;
  }

  /** What has become of a topic. */
  public Fate fate(String topic) {
    Seen known = seen.get(topic);
    return known == null ? Fate.THERE : known.fate();
  }

  /** The topics that are not what they were. */
  public List<String> changedTopics() {
    return seen.entrySet().stream()
        .filter(each -> each.getValue().fate() != Fate.THERE)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /** The id of the topic that it writes to; null where that is not known, or there is none. */
  public @Nullable String id(String topic) {
    Seen known = seen.get(topic);
    return known == null || known.id().equals(Uuid.ZERO_UUID) ? null : known.id().toString();
  }

  /** How many partitions a topic has; 0 where the producer has not heard of it. */
  public int partitions(String topic) {
    Seen known = seen.get(topic);
    return known == null ? 0 : known.partitions();
  }

  @Override
  public synchronized MetadataRequest.Builder newMetadataRequestBuilder() {
    return withoutCreation(super.newMetadataRequestBuilder());
  }

  @Override
  public synchronized MetadataRequest.Builder newMetadataRequestBuilderForNewTopics() {
    return withoutCreation(super.newMetadataRequestBuilderForNewTopics());
  }

  private static MetadataRequest.Builder withoutCreation(MetadataRequest.Builder request) {
    return MetadataRequest.Builder.forTopicNames(request.topics(), false);
  }

  @Override
  public synchronized void update(
      int requestVersion, MetadataResponse response, boolean isPartialUpdate, long nowMs) {
    List<MetadataResponseTopic> recreated = new ArrayList<>();
    for (MetadataResponseTopic topic : response.data().topics()) {
      Seen now = seen.compute(topic.name(), (name, known) -> heard(known, topic));
      if (now != null && now.fate() == Fate.RECREATED && topic.errorCode() == Errors.NONE.code()) {
        recreated.add(topic);
      }
    }
    changed = seen.values().stream().anyMatch(each -> each.fate() != Fate.THERE);
    super.update(
        requestVersion,
        recreated.isEmpty() ? response : hiding(recreated, response),
        isPartialUpdate,
        nowMs);
  }

  /**
   * Null as long as the topic was never there. A broker that lags behind the others may not know a
   * topic for a while: one that comes back with its id is the same.
   */
  private static @Nullable Seen heard(@Nullable Seen known, MetadataResponseTopic topic) {
    if (topic.errorCode() == Errors.UNKNOWN_TOPIC_OR_PARTITION.code()) {
      return known == null || known.fate() == Fate.RECREATED
          ? known
          : new Seen(known.id(), known.partitions(), Fate.DELETED);
    }
    if (topic.errorCode() != Errors.NONE.code()) {
      return known;
    }
    int partitions = topic.partitions().size();
    if (known == null) {
      return new Seen(topic.topicId(), partitions, Fate.THERE);
    }
    boolean same = known.id().equals(topic.topicId()) || lacksId(known.id(), topic.topicId());
    return same
        ? new Seen(topic.topicId(), Math.max(partitions, known.partitions()), Fate.THERE)
        : new Seen(known.id(), known.partitions(), Fate.RECREATED);
  }

  /** Brokers of before 2.8 have none. */
  private static boolean lacksId(Uuid one, Uuid other) {
    return one.equals(Uuid.ZERO_UUID) || other.equals(Uuid.ZERO_UUID);
  }

  private static MetadataResponse hiding(
      List<MetadataResponseTopic> topics, MetadataResponse response) {
    MetadataResponseData data = response.data();
    topics.forEach(topic ->
        topic
            .setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
            .setPartitions(new ArrayList<>()));
    return new MetadataResponse(data, (short) (response.hasReliableLeaderEpochs() ? 9 : 8));
  }
}
