package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.checkpoint.ClaimLostException;
import dev.sluice.checkpoint.ClaimStore;
import dev.sluice.checkpoint.Pin;
import dev.sluice.checkpoint.kafka.CheckpointKey.ClaimKey;
import dev.sluice.checkpoint.kafka.CheckpointKey.HeaderKey;
import dev.sluice.checkpoint.kafka.CheckpointKey.PositionKey;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a pipeline's checkpoint in one partition of a compacted topic. Pins are transactions under
 * one transactional id, so that of two first starts one pins and the other adopts. A claim is a
 * record; before each save the log is read to its end, and a foreign claim there means lost.
 */
public final class KafkaTopicStore implements ClaimStore {
  private static final int PIN_ATTEMPTS = 20;
  private static final long MOST_GIVEN_WAY = Duration.ofSeconds(1).toMillis();
  private static final String PINNING = "pinning the checkpoint of ";
  private static final String SAVING = "saving the checkpoint of ";
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final KafkaCluster cluster;
  private final String pipeline;
  private final CheckpointTopic topic;
  private final @Nullable String topicId;
  private final StoreClients clients;
  private final CheckpointHome home;

  /**
   * Opens the store of one pipeline; creates the topic where it is missing.
   *
   * @param cluster is closed by whoever made it
   * @param replicas for creating the topic; empty for the broker's default
   */
  public KafkaTopicStore(
      KafkaCluster cluster, String topic, Optional<Short> replicas, String pipeline) {
    this.cluster = cluster;
    this.pipeline = pipeline;
    this.topic = new CheckpointTopic(cluster, topic, replicas);
    this.clients = new StoreClients(cluster, pipeline);
    TopicDescription found = this.topic.require();
    this.topicId = KafkaCluster.topicId(found);
    this.home = new CheckpointHome(cluster, pipeline, this.topic.order(pipeline, found));
  }

  @Override
  public synchronized Checkpoint load() {
    return inTopic(() -> home.read().checkpoint());
  }

  /** What fails because the topic is not the one any more fails for good. */
  private <T> T inTopic(Supplier<T> call) {
    try {
      return call.get();
    } catch (RetryableException e) {
      topic.refuseLost(topicId, pipeline);
      throw e;
    }
  }

  /** A transaction that holds a {@link #record} has failed: whether that is for good. */
  void refuseLost() {
    topic.refuseLost(topicId, pipeline);
  }

  @Override
  public synchronized Checkpoint pin(Pin pin) {
    return inTopic(() -> pinned(pin));
  }

  private Checkpoint pinned(Pin pin) {
    for (int attempt = 0; attempt < PIN_ATTEMPTS; attempt++) {
      Producer<byte[], byte[]> pinning = clients.pinningProducer();
      try {
        return pin(pinning, pin);
      } catch (KafkaException e) {
        if (!isInTheWay(e)) {
          throw cluster.errors().translate(PINNING + pipeline, e);
        }
        // another runner is pinning: read what it pinned and see what is left to do
      } finally {
        pinning.close(CLOSING); // without a limit it waits for a broker that is away to abort
      }
      giveWay(attempt);
    }
    throw new RetryableException(
        new Trouble(
            ProblemCode.CHECKPOINT_STORE,
            "other runners of " + pipeline + " pin its checkpoint all the time",
            null),
        null);
  }

  /**
   * Whether another holder of the transactional id was in the way. A coordinator that is fencing us
   * in the middle of a commit does not always call it that: some brokers answer that the state is
   * invalid (KAFKA-20785), or that they met an unexpected error, which the client has no class for.
   */
  private static boolean isInTheWay(Throwable e) {
    return switch (e) {
      case ProducerFencedException _, InvalidProducerEpochException _, InvalidTxnStateException _ ->
          true;
      case KafkaException unnamed when unnamed.getClass() == KafkaException.class ->
          unnamed.getCause() == null || isInTheWay(unnamed.getCause());
      default -> false;
    };
  }

  /**
   * Each of them fences the others, so that none would come through if all tried again at once:
   * waits for a while of chance, which may be longer each time.
   */
  private void giveWay(int attempt) {
    long most = Math.min(MOST_GIVEN_WAY, 25L << attempt);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cluster.errors().translate(PINNING + pipeline, new InterruptException(e));
    }
  }

  private Checkpoint pin(Producer<byte[], byte[]> pinning, Pin pin) {
    pinning.initTransactions();
    Checkpoint before = load();
    Checkpoint after = pin.applyTo(before);
    if (after.equals(before)) {
      return before;
    }
    pinning.beginTransaction();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(toWrite(new HeaderKey(pipeline), CheckpointJson.writeHeader(pipeline, after)));
    after
        .positions()
        .forEach((of, position) -> {
          if (!position.equals(before.positions().get(of))) {
            records.add(
                toWrite(
                    new PositionKey(pipeline, of), CheckpointJson.writePosition(position, null)));
          }
        });
    before
        .positions()
        .keySet()
        .forEach(of -> {
          if (!after.positions().containsKey(of)) {
            records.add(toWrite(new PositionKey(pipeline, of), null));
          }
        });
    for (ProducerRecord<byte[], byte[]> each : records) {
      var _ = pinning.send(each);
    }
    pinning.commitTransaction();
    return load();
  }

  @Override
  public synchronized Checkpoint claim(String owner, Set<Partition> partitions) {
    if (!home.isFound()) {
      var _ = load(); // nobody has asked where the pipeline lies
    }
    byte[] token = owner.getBytes(StandardCharsets.UTF_8);
    return inTopic(() -> {
      write(partitions.stream().map(each -> toWrite(new ClaimKey(pipeline, each), token)).toList());
      return load();
    });
  }

  @Override
  public synchronized void save(String owner, Map<Partition, Position> positions) {
    var _ = inTopic(() -> saved(owner, positions));
  }

  private Map<Partition, Position> saved(String owner, Map<Partition, Position> positions) {
    CheckpointLog log = home.read();
    Set<Partition> lost =
        positions.keySet().stream()
            .filter(each -> !owner.equals(log.owner(each)))
            .collect(Collectors.toSet());
    if (!lost.isEmpty()) {
      throw new ClaimLostException(lost);
    }
    Map<Partition, Position> all = new HashMap<>(log.overwritten(owner));
    all.putAll(positions);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    all.forEach((of, position) ->
        records.add(
            toWrite(new PositionKey(pipeline, of), CheckpointJson.writePosition(position, owner))));
    write(records);
    return all;
  }

  private void write(List<ProducerRecord<byte[], byte[]>> records) {
    try {
      // each is sent at once, and waited for; not flushed: others may wait for another partition
      for (Future<RecordMetadata> answer : sent(records)) {
        var _ = answer.get();
      }
    } catch (ExecutionException | KafkaException e) {
      throw cluster.errors().translate(SAVING + pipeline, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cluster.errors().translate(SAVING + pipeline, new InterruptException(e));
    }
  }

  /** A producer that somebody's error has left unfit for ever is put aside. */
  private List<Future<RecordMetadata>> sent(List<ProducerRecord<byte[], byte[]>> records) {
    TopicClients shared = TopicClients.of(cluster);
    Producer<byte[], byte[]> producer = shared.producer();
    try {
      return records.stream().map(producer::send).toList();
    } catch (KafkaException e) {
      shared.discard(producer);
      return records.stream().map(shared.producer()::send).toList();
    }
  }

  /**
   * A position as a record, for a transaction of somebody who has fenced all others: it counts
   * whoever has claimed the partition, because a claim that comes late is no fence there. Waits for
   * nobody: who reads the log meanwhile may wait for that very transaction.
   */
  ProducerRecord<byte[], byte[]> record(Partition partition, Position position) {
    return toWrite(
        new PositionKey(pipeline, partition), CheckpointJson.writePosition(position, null));
  }

  private ProducerRecord<byte[], byte[]> toWrite(CheckpointKey key, byte @Nullable [] value) {
    return new ProducerRecord<>(topic.name(), home.partition().partition(), key.bytes(), value);
  }

  @Override
  public void release(String owner, Set<Partition> partitions) {
    // the claim stands until somebody else's: a later save of ours is as good as before
  }

  @Override
  public @Nullable String identity() {
    return null;
  }

  @Override
  public void close() {
    // its clients are the cluster's
  }
}
