package dev.sluice.kafka;

import dev.sluice.message.LogRange;
import dev.sluice.message.OpenTransaction;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.StageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Questions to one cluster, through one admin client. Safe for several threads. Every call waits
 * for its answer, and throws {@link StageException} where none comes.
 */
public final class KafkaCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaConnection connection;
  private final KafkaErrors errors;
  private final Admin admin;
  private final Map<Class<?>, Attached> attached = new ConcurrentHashMap<>();
  private volatile @Nullable String id;

  /** Opens the client; at least one address must accept a connection. */
  public KafkaCluster(KafkaConnection connection) {
    this.connection = connection;
    this.errors = new KafkaErrors(connection);
    errors.requireReachable();
    Map<String, Object> properties = new HashMap<>(connection.properties());
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, "sluice-admin");
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    try {
      admin = Admin.create(properties);
    } catch (org.apache.kafka.common.KafkaException e) {
      throw errors.translate("connecting", e);
    }
  }

  /** Something that all who use a cluster share, and that is closed with it. */
  public interface Attached extends AutoCloseable {
    /** Does not throw. */
    @Override
    void close();
  }

  /** What is shared of a kind; made by who asks first. */
  public <T extends Attached> T attached(Class<T> kind, Supplier<T> making) {
    return kind.cast(attached.computeIfAbsent(kind, each -> making.get()));
  }

  /** How it is reached. */
  public KafkaConnection connection() {
    return connection;
  }

  /** For questions that {@link ClusterAccess} asks. */
  Admin admin() {
    return admin;
  }

  /** What its clients' errors mean. */
  public KafkaErrors errors() {
    return errors;
  }

  /** The id that the cluster gives itself. */
  public String id() {
    String known = id;
    if (known == null) {
      known = answer("asking for the cluster's id", admin.describeCluster().clusterId());
      id = known;
    }
    return known;
  }

  /** The names of all topics that this user may see; internal ones left out. */
  public Set<String> topics() {
    return answer("listing the topics", admin.listTopics().names());
  }

  /** Some topics; those that are not there are left out. */
  public Map<String, TopicDescription> describe(Collection<String> topics) {
    if (topics.isEmpty()) {
      return Map.of();
    }
    Map<String, TopicDescription> found = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach((name, future) -> {
          TopicDescription description = unlessMissing("describing " + name, future);
          if (description != null) {
            found.put(name, description);
          }
        });
    return found;
  }

  /** The logs of all partitions of some topics; those that are not there are left out. */
  public Map<Partition, LogRange> logs(Collection<String> topics, IsolationLevel isolation) {
    Map<TopicPartition, TopicDescription> partitions = new HashMap<>();
    describe(topics)
        .forEach((name, description) ->
            description
                .partitions()
                .forEach(info ->
                    partitions.put(new TopicPartition(name, info.partition()), description)));
    Map<TopicPartition, Long> starts =
        offsets(partitions.keySet(), OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> watermarks =
        offsets(partitions.keySet(), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> ends =
        isolation == IsolationLevel.READ_UNCOMMITTED
            ? watermarks
            : offsets(partitions.keySet(), OffsetSpec.latest(), isolation);
    Map<Partition, LogRange> logs = new HashMap<>();
    partitions.forEach((partition, description) -> {
      Long start = starts.get(partition);
      Long end = ends.get(partition);
      Long watermark = watermarks.get(partition);
      if (start != null && end != null && watermark != null) {
        logs.put(
            ours(partition),
            new LogRange(topicId(description), start, end, Math.max(end, watermark)));
      }
    });
    return logs;
  }

  /** A topic's id; null where the brokers are so old, or think so, that it has none. */
  public static @Nullable String topicId(TopicDescription topic) {
    return topic.topicId().equals(Uuid.ZERO_UUID) ? null : topic.topicId().toString();
  }

  /** One kind of offset of many partitions; those that vanished are left out. */
  public Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    var result =
        admin.listOffsets(
            partitions.stream().collect(Collectors.toMap(Function.identity(), each -> spec)),
            new ListOffsetsOptions(isolation));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      ListOffsetsResultInfo info =
          unlessMissing(
              "asking for the offsets of " + partition, result.partitionResult(partition));
      if (info != null) {
        offsets.put(partition, info.offset());
      }
    }
    return offsets;
  }

  /** How many partitions some topics have; those that are not there are left out. */
  public Map<String, Integer> partitionCounts(Collection<String> topics) {
    return describe(topics).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().partitions().size()));
  }

  /** The greatest timestamp of each partition, -1 where it has no records. */
  public Map<TopicPartition, Long> newestTimestamps(Collection<TopicPartition> partitions) {
    var result =
        admin.listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.maxTimestamp())));
    Map<TopicPartition, Long> newest = new HashMap<>();
    for (TopicPartition partition : partitions) {
      ListOffsetsResultInfo info =
          unlessMissing(
              "asking for the newest record of " + partition, result.partitionResult(partition));
      if (info != null) {
        newest.put(partition, info.timestamp());
      }
    }
    return newest;
  }

  /** The timestamp of the first record of each partition that has one. */
  public Map<TopicPartition, Long> oldestTimestamps(Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return Map.of();
    }
    var result =
        admin.listOffsets(
            partitions.stream()
                .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.forTimestamp(0))));
    Map<TopicPartition, Long> oldest = new HashMap<>();
    for (TopicPartition partition : partitions) {
      ListOffsetsResultInfo info =
          unlessMissing(
              "asking for the oldest record of " + partition, result.partitionResult(partition));
      if (info != null && info.timestamp() >= 0) {
        oldest.put(partition, info.timestamp());
      }
    }
    return oldest;
  }

  /**
   * The partitions whose leaders know of somebody who has written in transactions not long ago
   * (KIP-664); one that may not be asked counts as one of them.
   */
  public Set<TopicPartition> withTransactions(Collection<TopicPartition> partitions) {
    var result = admin.describeProducers(partitions);
    Set<TopicPartition> found = new HashSet<>();
    for (TopicPartition partition : partitions) {
      try {
        var state = result.partitionResult(partition).get();
        if (state.activeProducers().stream()
            .anyMatch(producer -> producer.coordinatorEpoch().orElse(-1) >= 0)) {
          found.add(partition);
        }
      } catch (java.util.concurrent.ExecutionException e) {
        found.add(partition);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw errors()
            .translate(
                "asking for producers", new org.apache.kafka.common.errors.InterruptException(e));
      }
    }
    return found;
  }

  /** Of each partition the open transaction that began first; one without any is left out. */
  public Map<Partition, OpenTransaction> openTransactions(Collection<Partition> partitions) {
    var result = admin.describeProducers(partitions.stream().map(KafkaCluster::kafkas).toList());
    Map<Partition, OpenTransaction> open = new HashMap<>();
    for (Partition partition : partitions) {
      var state =
          answer(
              "asking for the producers of " + partition,
              result.partitionResult(kafkas(partition)));
      state.activeProducers().stream()
          .filter(each -> each.currentTransactionStartOffset().isPresent())
          .map(each ->
              new OpenTransaction(
                  each.producerId(),
                  each.producerEpoch(),
                  each.currentTransactionStartOffset().getAsLong(),
                  Instant.ofEpochMilli(each.lastTimestamp())))
          .min(Comparator.comparingLong(OpenTransaction::start))
          .ifPresent(first -> open.put(partition, first));
    }
    return open;
  }

  /** The first offset at or after a moment; the end where there is none. */
  public Map<Partition, Long> offsetsAt(
      Collection<Partition> partitions, Instant moment, IsolationLevel isolation) {
    List<TopicPartition> asked = partitions.stream().map(KafkaCluster::kafkas).toList();
    // the ends first: a record that comes between the two questions lies behind them, and is read
    Map<TopicPartition, Long> ends = offsets(asked, OffsetSpec.latest(), isolation);
    Map<TopicPartition, Long> found =
        offsets(asked, OffsetSpec.forTimestamp(moment.toEpochMilli()), isolation);
    Map<Partition, Long> offsets = new HashMap<>();
    found.forEach((partition, offset) ->
        offsets.put(ours(partition), offset >= 0 ? offset : ends.getOrDefault(partition, 0L)));
    return offsets;
  }

  /**
   * A place in a log.
   *
   * @param timestamp of the record there
   */
  public record Place(long offset, long timestamp) {}

  /**
   * The first record of each partition at or after a moment of its own, in milliseconds; behind
   * everything where there is none.
   */
  public Map<Partition, Place> firstSince(Map<Partition, Long> moments) {
    if (moments.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    moments.forEach(
        (partition, moment) -> asked.put(kafkas(partition), OffsetSpec.forTimestamp(moment)));
    var result = admin.listOffsets(asked);
    Map<Partition, Place> found = new HashMap<>();
    for (TopicPartition partition : asked.keySet()) {
      ListOffsetsResultInfo info =
          unlessMissing("asking for a time in " + partition, result.partitionResult(partition));
      if (info != null) {
        found.put(
            ours(partition),
            new Place(info.offset() < 0 ? Long.MAX_VALUE : info.offset(), info.timestamp()));
      }
    }
    return found;
  }

  /** A topic's configuration. */
  public Config topicConfig(String topic) {
    return Objects.requireNonNull(topicConfigs(List.of(topic)).get(topic), topic);
  }

  /** The configurations of some topics, in one request. */
  public Map<String, Config> topicConfigs(Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic)).toList();
    Map<String, Config> configs = new HashMap<>();
    answer("reading the configuration of topics", admin.describeConfigs(resources).all())
        .forEach((resource, config) -> configs.put(resource.name(), config));
    return configs;
  }

  /** Creates a topic, unless it is there already. */
  public void create(NewTopic topic) {
    created(topic.name(), admin.createTopics(List.of(topic)).all());
  }

  /**
   * Whether topics could be created; none is.
   *
   * @return what the brokers have against each that could not
   * @throws dev.sluice.problem.RetryableException where they do not say now
   */
  public Map<String, FatalException> tryCreating(Collection<NewTopic> topics) {
    Map<String, FatalException> refusals = new HashMap<>();
    admin
        .createTopics(topics, new CreateTopicsOptions().validateOnly(true))
        .values()
        .forEach((name, future) -> {
          try {
            created(name, future);
          } catch (FatalException e) {
            refusals.put(name, e);
          }
        });
    return refusals;
  }

  /** The configurations that topics would have; none is created. */
  public Map<String, Config> configsIfCreated(Collection<NewTopic> topics) {
    var result = admin.createTopics(topics, new CreateTopicsOptions().validateOnly(true));
    Map<String, Config> configs = new HashMap<>();
    for (NewTopic topic : topics) {
      configs.put(
          topic.name(),
          answer("asking how " + topic.name() + " would be created", result.config(topic.name())));
    }
    return configs;
  }

  private void created(String topic, KafkaFuture<Void> future) {
    String doing = "creating the topic " + topic;
    try {
      future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw errors.translate(doing, e);
      }
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw errors.translate(doing, timeout(e));
    }
  }

  /** A topic that was just created: waits until its description can be had. */
  public TopicDescription awaitTopic(String topic) {
    for (int attempt = 0; attempt < 100; attempt++) {
      TopicDescription found = describe(List.of(topic)).get(topic);
      if (found != null) {
        return found;
      }
      try {
        Thread.sleep(Duration.ofMillis(50));
      } catch (InterruptedException e) {
        throw errors.translate("creating the topic " + topic, timeout(e));
      }
    }
    throw errors.translate(
        "creating the topic " + topic, new UnknownTopicOrPartitionException("it does not appear"));
  }

  /**
   * The offsets that a group has committed, with their metadata; a transaction that is just being
   * decided is waited for (KIP-447).
   */
  public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    return answer(
        "reading the offsets of the group " + group,
        admin
            .listConsumerGroupOffsets(
                group, new ListConsumerGroupOffsetsOptions().requireStable(true))
            .partitionsToOffsetAndMetadata());
  }

  /** Commits offsets to a group that has no members. */
  public void commit(String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (!offsets.isEmpty()) {
      var _ =
          answer(
              "committing to the group " + group,
              admin.alterConsumerGroupOffsets(group, offsets).all());
    }
  }

  /** Lets a group that has no members forget offsets. */
  public void forget(String group, Set<TopicPartition> partitions) {
    if (!partitions.isEmpty()) {
      var _ =
          answer(
              "deleting offsets of the group " + group,
              admin.deleteConsumerGroupOffsets(group, partitions).all());
    }
  }

  /** Whether the brokers have the newer group protocol (KIP-848). */
  public boolean hasConsumerProtocol() {
    FinalizedVersionRange version =
        answer("asking for the brokers' features", admin.describeFeatures().featureMetadata())
            .finalizedFeatures()
            .get("group.version");
    return version != null && version.maxVersionLevel() >= 1;
  }

  /** Kafka's name for a partition of ours. */
  public static TopicPartition kafkas(Partition partition) {
    return new TopicPartition(partition.topic(), partition.index());
  }

  /** Our name for a partition of this cluster. */
  public Partition ours(TopicPartition partition) {
    return new Partition(id(), partition.topic(), partition.partition());
  }

  private <T> @Nullable T unlessMissing(String doing, KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof InvalidTopicException) {
        return null;
      }
      throw errors.translate(doing, e);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw errors.translate(doing, timeout(e));
    }
  }

  <T> T answer(String doing, KafkaFuture<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw errors.translate(doing, e);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw errors.translate(doing, timeout(e));
    }
  }

  private static Throwable timeout(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new org.apache.kafka.common.errors.TimeoutException(
        "no answer within " + PATIENCE.toSeconds() + " s", e);
  }

  @Override
  public void close() {
    try {
      attached.values().forEach(Attached::close);
    } finally {
      admin.close(Duration.ofSeconds(2));
    }
  }
}
