package dev.sluice.checkpoint.kafka;

import dev.sluice.check.Outcome;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.ClusterAccess.Topic;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.Right;
import dev.sluice.message.Checkpoint;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.Printable;
import dev.sluice.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** The item of the connection test that is about a checkpoint topic. */
public final class KafkaTopicInspection {
  private final KafkaCluster cluster;
  private final CheckpointTopic topic;
  private final String pipeline;
  private final boolean exactlyOnce;

  /**
   * Of one pipeline's store.
   *
   * @param replicas for creating the topic; empty for the broker's default
   * @param exactlyOnce whether the slots' transactions are the pipeline's too
   */
  public KafkaTopicInspection(
      KafkaCluster cluster,
      String topic,
      Optional<Short> replicas,
      String pipeline,
      boolean exactlyOnce) {
    this.exactlyOnce = exactlyOnce;
    this.cluster = cluster;
    this.topic = new CheckpointTopic(cluster, topic, replicas);
    this.pipeline = pipeline;
  }

  /**
   * The rights that keeping checkpoints in a topic needs.
   *
   * @param create whether the topic is to be created
   */
  public static List<Right> rights(
      String topic, String pipeline, boolean exactlyOnce, boolean create) {
    String why = "the checkpoints";
    List<Right> rights = new ArrayList<>();
    rights.add(Right.onTopic(topic, AclOperation.READ, why));
    rights.add(Right.onTopic(topic, AclOperation.WRITE, why));
    rights.add(Right.onTopic(topic, AclOperation.DESCRIBE_CONFIGS, "whether it is compacted"));
    rights.add(
        exactlyOnce
            ? Right.onTransactionalIds(
                StoreClients.prefix(pipeline), AclOperation.WRITE, "pins, and each slot's records")
            : Right.onTransactionalId(
                StoreClients.pinId(pipeline), AclOperation.WRITE, "pinning a first start"));
    if (create) {
      rights.add(Right.onTopic(topic, AclOperation.CREATE, "creating it"));
    }
    return rights;
  }

  /**
   * The topic is read to its end, or could be created; the rights on it are there; the coordinator
   * lets us begin as a pin does, which a pin that is just being made survives. Nothing is written.
   */
  public Outcome use() {
    ClusterAccess access = new ClusterAccess(cluster);
    return switch (access.topics(List.of(topic.name())).get(topic.name())) {
      case Topic.There there -> there(there);
      case Topic.Denied _ -> refused(rights(topic.name(), pipeline, exactlyOnce, true));
      case Topic.Missing _ -> creatable();
      case null -> creatable();
    };
  }

  private Outcome there(Topic.There there) {
    List<Right> missing =
        rights(topic.name(), pipeline, exactlyOnce, false).stream()
            .filter(right -> right.name().equals(topic.name()))
            .filter(right -> !there.allows(right.operation()))
            .toList();
    if (!missing.isEmpty()) {
      return refused(missing);
    }
    var _ = topic.require(); // refuses a topic that is not compacted
    Outcome refusal = begin();
    if (refusal != null) {
      return refusal;
    }
    try (KafkaTopicStore store =
        new KafkaTopicStore(cluster, topic.name(), topic.replicas(), pipeline)) {
      Checkpoint checkpoint = store.load();
      return new Outcome.Pass(
          topic.name()
              + (checkpoint.firstStartedAt() == null
                  ? ": the pipeline has never started"
                  : ": positions of "
                      + Printable.counted(checkpoint.positions().size(), "partition")));
    }
  }

  private Outcome creatable() {
    FatalException refusal =
        cluster.tryCreating(List.of(topic.toCreate())).values().stream().findFirst().orElse(null);
    if (refusal != null) {
      return refusal.trouble().code() == ProblemCode.AUTHORISATION
          ? refused(List.of(rights(topic.name(), pipeline, exactlyOnce, true).getLast()))
          : Outcome.of(refusal);
    }
    Outcome noPin = begin();
    return noPin == null
        ? new Outcome.Pass(topic.name() + " is created at the first start")
        : noPin;
  }

  private Outcome refused(List<Right> missing) {
    return new Outcome.Fail(Right.refusal(cluster.connection(), missing), false);
  }

  private @Nullable Outcome begin() {
    return new TransactionTrial(cluster, pipeline)
        .refusal(
            exactlyOnce,
            rights(topic.name(), pipeline, exactlyOnce, false).stream()
                .filter(right -> !right.name().equals(topic.name()))
                .toList());
  }
}
