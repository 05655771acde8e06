package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Topics on a broker: made, filled, read and spoilt with Kafka's own clients, not with ours. */
public final class Topics implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Object> client;
  private final Admin admin;
  private final KafkaProducer<byte[], byte[]> producer;

  /** On one broker. */
  public Topics(String bootstrapServers) {
    client = Map.of("bootstrap.servers", bootstrapServers, "enable.metrics.push", false);
    admin = Admin.create(client);
    Map<String, Object> properties = new HashMap<>(client);
    // of two batches in flight a leader that is new may take the second one first, for ever
    properties.put("max.in.flight.requests.per.connection", 1);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Lets a new broker make the topics that it keeps groups and transactions in: that takes time.
   */
  static void prepare(String bootstrapServers) {
    try (Topics topics = new Topics(bootstrapServers);
        var transactional =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", "prepare"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      transactional.initTransactions();
      int _ = topics.members("prepare");
    }
  }

  /** A name that no other test uses. */
  public static String name(String what) {
    return what + "-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
  }

  /** Creates a topic under a fresh name. */
  public String create(String what, int partitions) {
    return create(name(what), partitions, Map.of());
  }

  /** Creates a topic. */
  public String create(String topic, int partitions, Map<String, String> config) {
    get(
        admin
            .createTopics(
                List.of(
                    new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(config)))
            .all());
    while (!isDescribed(topic, partitions)) {
      Thread.onSpinWait();
    }
    return topic;
  }

  /** Whether each leader answers; throws where one does not. */
  private boolean hasLeaders(String topic, int partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      asked.put(new TopicPartition(topic, i), OffsetSpec.earliest());
    }
    return get(admin.listOffsets(asked).all()).size() == partitions;
  }

  private boolean isDescribed(String topic, int partitions) {
    try {
      var description = get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
      return description.partitions().size() == partitions
          && description.partitions().stream().allMatch(info -> info.leader() != null)
          && hasLeaders(topic, partitions);
    } catch (IllegalStateException e) {
      return false; // the broker has not heard of it yet
    }
  }

  public void delete(String topic) {
    get(admin.deleteTopics(List.of(topic)).all());
    while (get(admin.listTopics().names()).contains(topic)) {
      Thread.onSpinWait();
    }
  }

  public void addPartitions(String topic, int total) {
    get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all());
  }

  /**
   * Waits until a broker answers for every partition of a topic. It names itself their leader
   * before it has made them, which for thousands takes a while; a batch that comes meanwhile is
   * refused, and the next may be taken before it comes again.
   */
  public void awaitServed(String topic, int partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    get(admin.listOffsets(asked, new ListOffsetsOptions().timeoutMs(300_000)).all());
  }

  /** How many partitions a topic has. */
  public int partitions(String topic) {
    return get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
        .partitions()
        .size();
  }

  /** Changes a topic's configuration. */
  public void set(String topic, String name, String value) {
    get(
        admin
            .incrementalAlterConfigs(
                Map.of(
                    new ConfigResource(ConfigResource.Type.TOPIC, topic),
                    List.of(
                        new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
            .all());
  }

  /** Lets a client write so many bytes a second; null for as many as it likes. */
  public void quota(String clientId, @Nullable Double bytes) {
    get(
        admin
            .alterClientQuotas(
                List.of(
                    new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId)),
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytes)))))
            .all());
  }

  /** Deletes everything below an offset, as retention would. */
  public void deleteBefore(String topic, int partition, long offset) {
    get(
        admin
            .deleteRecords(
                Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
            .all());
  }

  public boolean exists(String topic) {
    return get(admin.listTopics().names()).contains(topic);
  }

  public long end(String topic, int partition) {
    TopicPartition asked = new TopicPartition(topic, partition);
    return get(admin.listOffsets(Map.of(asked, OffsetSpec.latest())).partitionResult(asked))
        .offset();
  }

  /** The end that a reader of committed records sees. */
  public long committedEnd(String topic, int partition) {
    TopicPartition asked = new TopicPartition(topic, partition);
    return get(admin
            .listOffsets(
                Map.of(asked, OffsetSpec.latest()),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .partitionResult(asked))
        .offset();
  }

  /** Bytes that the broker holds for a topic, compressed as they are. */
  public long sizeOnDisk(String topic) {
    return get(admin.describeLogDirs(List.of(1)).allDescriptions()).values().stream()
        .flatMap(directories -> directories.values().stream())
        .flatMap(directory -> directory.replicaInfos().entrySet().stream())
        .filter(replica -> replica.getKey().topic().equals(topic))
        .mapToLong(replica -> replica.getValue().size())
        .sum();
  }

  /** How many members a group has. */
  public int members(String group) {
    try {
      return get(admin.describeConsumerGroups(List.of(group)).describedGroups().get(group))
          .members()
          .size();
    } catch (IllegalStateException e) {
      return 0; // there is no such group yet
    }
  }

  /** What a group has committed. */
  public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  public Admin admin() {
    return admin;
  }

  /** Sends records; they are there when this returns. */
  public void send(List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<?>> sent = new ArrayList<>();
    records.forEach(each -> sent.add(producer.send(each)));
    producer.flush();
    for (Future<?> each : sent) {
      try {
        each.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException("sending", e);
      }
    }
  }

  /** Sends a record larger than a producer sends unless it is told to. */
  public void sendLarge(ProducerRecord<byte[], byte[]> large) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("max.request.size", 64 << 20);
    properties.put("buffer.memory", 64 << 20);
    try (var sender =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      sender.send(large).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("sending", e);
    }
  }

  /** Sends JSON values to a partition, without keys. */
  public void send(String topic, int partition, String... values) {
    send(
        java.util.Arrays.stream(values)
            .map(value -> new ProducerRecord<byte[], byte[]>(topic, partition, null, bytes(value)))
            .toList());
  }

  /** Sends numbered JSON values {@code {"n":from}} and on. */
  public void sendNumbered(String topic, int partition, int from, int count) {
    send(
        IntStream.range(from, from + count)
            .mapToObj(number ->
                new ProducerRecord<byte[], byte[]>(
                    topic, partition, null, bytes("{\"n\":" + number + "}")))
            .toList());
  }

  /** The same to all partitions in turn: number n to partition n modulo their count. */
  public void sendInTurn(String topic, int partitions, int from, int count) {
    send(
        IntStream.range(from, from + count)
            .mapToObj(number ->
                new ProducerRecord<byte[], byte[]>(
                    topic, number % partitions, null, bytes("{\"n\":" + number + "}")))
            .toList());
  }

  /**
   * Everything that a topic holds now, committed or outside of transactions, by partition in order.
   */
  public List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, PATIENCE).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey(), PATIENCE) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(found::add);
      }
    }
    found.sort(
        java.util.Comparator.comparingInt((ConsumerRecord<byte[], byte[]> each) -> each.partition())
            .thenComparingLong(ConsumerRecord::offset));
    return found;
  }

  /** The values of a topic as text, by partition in order. */
  public List<String> values(String topic) {
    return all(topic).stream().map(each -> text(each.value())).toList();
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("asking the broker", e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
  }
}
