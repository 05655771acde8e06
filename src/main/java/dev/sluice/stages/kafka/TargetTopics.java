package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.kafka.WatchedTopics;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.stages.kafka.KafkaTargetType.CreateTopic;
import dev.sluice.stages.kafka.KafkaTargetType.Partitioning;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * The topics that a writer writes to. Each is described before its first record, and created where
 * that is wanted: producers of ours create none. One that changes while it is written to is
 * described anew. Belongs to the lane's thread.
 */
final class TargetTopics {
  /** A broker that lags behind may not know a topic for a moment. */
  private static final Duration LAG = Duration.ofSeconds(10);

  private final KafkaCluster cluster;
  private final Optional<CreateTopic> create;
  private final Partitioning partitioning;
  private final ToIntFunction<Partition> sourcePartitions;
  private final Consumer<String> warn;

  /** The topics that were required, with their ids; empty where brokers have none. */
  private final Map<String, String> known = new HashMap<>();

  /** Topics that were there and are deleted, and since when that is known, in nanoseconds. */
  private final Map<String, Long> deleted = new HashMap<>();

  /** The target's partitions when a source partition was compared with it. */
  private final Map<Partition, Integer> compared = new HashMap<>();

  TargetTopics(KafkaWriter.Target target) {
    this.cluster = target.cluster();
    this.create = target.settings().get(KafkaTargetType.CREATE_TOPIC);
    this.partitioning = target.settings().get(KafkaTargetType.PARTITION);
    this.sourcePartitions = target.sourcePartitions();
    this.warn = target.warn();
  }

  /**
   * Before a topic's first record.
   *
   * @throws FatalException where it is missing and must not be created
   */
  void require(String topic) {
    if (!known.containsKey(topic)) {
      TopicDescription description = described(topic);
      String id = KafkaCluster.topicId(description);
      deleted.remove(topic);
      known.put(topic, id == null ? "" : id);
    }
  }

  /**
   * A producer may be opened when the topic has just been replaced.
   *
   * @param id of the topic that the producer writes to; null where that is not known
   */
  void refuseOther(String topic, @Nullable String id) {
    String required = known.getOrDefault(topic, "");
    if (id != null && !required.isEmpty() && !id.equals(required)) {
      throw changed(topic, WatchedTopics.Fate.RECREATED);
    }
  }

  /** Whether it was required, and is what it was then as far as is known. */
  boolean knows(String topic) {
    return known.containsKey(topic);
  }

  /** The topic is asked for again before its next record. */
  void forget(String topic) {
    known.remove(topic);
  }

  /**
   * A topic is not what it was; it is asked for again before its next record.
   *
   * @return what to throw
   */
  RetryableException changed(String topic, WatchedTopics.Fate fate) {
    forget(topic);
    compared.clear();
    return switch (fate) {
      case RECREATED -> {
        warn.accept(recreated(topic));
        yield retryable(ProblemCode.TARGET_CHANGED, recreated(topic));
      }
      case DELETED, THERE -> {
        deleted.putIfAbsent(topic, System.nanoTime());
        yield retryable(ProblemCode.MISSING_TOPIC, vanished(topic));
      }
    };
  }

  private String recreated(String topic) {
    return "the target topic "
        + topic
        + " on "
        + cluster.connection()
        + " was deleted and created again while the pipeline wrote to it: what it held is gone, and"
        + " the pipeline goes on from its last checkpoint";
  }

  private String vanished(String topic) {
    return "the target topic "
        + topic
        + " on "
        + cluster.connection()
        + " was deleted while the pipeline wrote to it";
  }

  private static RetryableException retryable(ProblemCode code, String what) {
    return new RetryableException(
        new Trouble(
            code,
            what,
            "To copy what was there before again, reset the pipeline's positions (sluice offsets"
                + " reset)"),
        null);
  }

  /** The largest batch that a topic takes, in bytes; the largest integer where that is unknown. */
  int largestBatch(String topic) {
    require(topic);
    try {
      ConfigEntry entry = cluster.topicConfig(topic).get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      return entry == null || entry.value() == null
          ? Integer.MAX_VALUE
          : Integer.parseInt(entry.value());
    } catch (FatalException e) {
      // the right to see a topic's configuration is not among the least ones
      return Integer.MAX_VALUE;
    } catch (RetryableException e) {
      throw e.trouble().code() == ProblemCode.MISSING_TOPIC
          ? changed(topic, WatchedTopics.Fate.DELETED)
          : e;
    }
  }

  /** Whether the leaders of all partitions of all known topics answer now. */
  boolean leadersAnswer() {
    try {
      Set<TopicPartition> partitions = new HashSet<>();
      cluster
          .describe(known.keySet())
          .forEach((topic, description) ->
              description
                  .partitions()
                  .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
      return cluster
          .offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
          .keySet()
          .containsAll(partitions);
    } catch (RetryableException e) {
      return false;
    }
  }

  /**
   * Before a record of a source partition: whether it fits under {@code partition: same}. Asks the
   * source only where that is new, or the target has other partitions than before.
   *
   * @param there how many partitions the target topic has, as its producer sees it
   */
  void compare(Partition source, String topic, int there) {
    if (partitioning != Partitioning.SAME || Integer.valueOf(there).equals(compared.get(source))) {
      return;
    }
    int here = sourcePartitions.applyAsInt(source);
    int now = here == there ? there : described(topic).partitions().size(); // it may have grown
    if (here != now) {
      throw unequal(source.topic(), here, topic, now, cluster.connection());
    }
    compared.put(source, there);
  }

  /** Counts that {@code partition: same} does not go with. */
  static FatalException unequal(
      String source, int here, String topic, int there, KafkaConnection connection) {
    return new FatalException(
        ProblemCode.PARTITION_COUNT,
        "the topic "
            + source
            + " has "
            + here
            + " partitions, its target "
            + topic
            + " on "
            + connection
            + " has "
            + there,
        "partition: same needs equal counts: add partitions, or use partition: by_key");
  }

  /** A target topic that nobody may create. */
  static FatalException missing(String topic, KafkaConnection connection) {
    return new FatalException(
        ProblemCode.MISSING_TOPIC,
        "the target topic " + topic + " is not there on " + connection,
        "Create it, or let the runner do it: createTopic: {partitions: 3, replicas: 1}");
  }

  private TopicDescription described(String topic) {
    TopicDescription found = cluster.describe(List.of(topic)).get(topic);
    if (found != null) {
      return found;
    }
    Long since = deleted.get(topic);
    if (create.isEmpty() && since != null && System.nanoTime() - since < LAG.toNanos()) {
      throw retryable(ProblemCode.MISSING_TOPIC, vanished(topic));
    }
    CreateTopic wanted = create.orElseThrow(() -> missing(topic, since != null));
    if (since != null) {
      warn.accept(vanished(topic) + "; it is created again, as createTopic says");
    }
    cluster.create(wanted.topic(topic));
    return cluster.awaitTopic(topic);
  }

  private FatalException missing(String topic, boolean vanished) {
    FatalException missing = missing(topic, cluster.connection());
    return vanished
        ? new FatalException(ProblemCode.MISSING_TOPIC, vanished(topic), missing.trouble().hint())
        : missing;
  }
}
