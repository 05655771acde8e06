package dev.sluice.checkpoint.kafka;

import dev.sluice.check.Outcome;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.Right;
import dev.sluice.message.Checkpoint;
import dev.sluice.problem.Printable;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** The connection test's look at a pipeline's committed offsets. */
public final class KafkaGroupInspection {
  private static final String RETENTION = "offsets.retention.minutes";
  private static final String LARGEST_METADATA = "offset.metadata.max.bytes";

  /** What an entry's metadata may take. */
  private static final int METADATA = 256;

  /** Below this a weekend without the runner is a first start. */
  private static final Duration SHORT_RETENTION = Duration.ofDays(3);

  private final KafkaCluster cluster;
  private final String group;

  /** Of one pipeline's store. */
  public KafkaGroupInspection(KafkaCluster cluster, String group) {
    this.cluster = cluster;
    this.group = group;
  }

  /**
   * The right that transactions need, for who writes; with offsets in them reading's rights too.
   */
  public static Right transactions(String pipeline) {
    return Right.onTransactionalIds(
        StoreClients.prefix(pipeline), AclOperation.WRITE, "each lane's records");
  }

  /**
   * Begins a transaction.
   *
   * @param writing the cluster, as the user who writes
   * @return why that may not be, or null
   */
  public static @Nullable Outcome refusal(KafkaCluster writing, String pipeline) {
    return new TransactionTrial(writing, pipeline).refusal(true, List.of(transactions(pipeline)));
  }

  /** What is committed can be read; how long it is kept. */
  public Outcome use() {
    Checkpoint checkpoint =
        new KafkaGroupStore(
                cluster,
                group,
                () -> {
                  throw new IllegalStateException("nothing is pinned here");
                },
                text -> {})
            .load();
    Map<String, String> configs =
        new ClusterAccess(cluster).brokerConfigs(List.of(RETENTION, LARGEST_METADATA));
    Outcome limit = limit(configs);
    return limit == null
        ? new Outcome.Pass("group " + group + found(checkpoint) + kept(configs))
        : limit;
  }

  private static String found(Checkpoint checkpoint) {
    String positions = Printable.counted(checkpoint.positions().size(), "partition");
    if (checkpoint.firstStartedAt() != null) {
      return ": positions of " + positions;
    }
    return checkpoint.positions().isEmpty()
        ? " has committed nothing: the pipeline starts as for the first time; had it run before, its"
            + " offsets have expired, or its topics were deleted"
        : " has plain offsets of " + positions + ", where the first start goes on";
  }

  private static String kept(Map<String, String> configs) {
    return configs.containsKey(RETENTION)
        ? "; positions are kept for " + days(retention(configs)) + " after the last commit"
        : "";
  }

  private static @Nullable Outcome limit(Map<String, String> configs) {
    if (Integer.parseInt(configs.getOrDefault(LARGEST_METADATA, "4096")) < METADATA) {
      return new Outcome.Fail(
          new Trouble(
              ProblemCode.CHECKPOINT_STORE,
              "the brokers take "
                  + configs.get(LARGEST_METADATA)
                  + " bytes of metadata with an offset; the store kafka_group needs "
                  + METADATA,
              "Raise " + LARGEST_METADATA + ", or use another store"),
          false);
    }
    return configs.containsKey(RETENTION) && retention(configs).compareTo(SHORT_RETENTION) < 0
        ? new Outcome.Warn(
            new Trouble(
                ProblemCode.RISK,
                "the brokers forget the positions "
                    + days(retention(configs))
                    + " after the last commit: a pipeline that is stopped for longer starts as for"
                    + " the first time",
                "Raise " + RETENTION + ", or use the store kafka_topic"))
        : null;
  }

  private static Duration retention(Map<String, String> configs) {
    return Duration.ofMinutes(Long.parseLong(configs.getOrDefault(RETENTION, "10080")));
  }

  private static String days(Duration retention) {
    return retention.compareTo(Duration.ofDays(1)) < 0
        ? Printable.counted((int) retention.toMinutes(), "minute")
        : Printable.counted((int) retention.toDays(), "day");
  }
}
