package dev.sluice.kafka;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.problem.StageException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.IsolationLevel;

/**
 * What many look at on one cluster, asked once for all of them: a thousand pipelines that rest
 * would ask more than they read. An answer may be older than the question, but for {@link
 * #topics()}. Safe for all threads.
 */
public final class ClusterLooks implements KafkaCluster.Attached {
  /** A topic that nobody has looked at for this long is not asked about any more. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(1);

  private final KafkaCluster cluster;
  private final Look<Set<String>> topics = new Look<>();
  private final Map<IsolationLevel, Logs> logs = new EnumMap<>(IsolationLevel.class);

  private ClusterLooks(KafkaCluster cluster) {
    this.cluster = cluster;
    for (IsolationLevel isolation : IsolationLevel.values()) {
      logs.put(isolation, new Logs(isolation));
    }
  }

  /** Those of a cluster. */
  public static ClusterLooks of(KafkaCluster cluster) {
    return cluster.attached(ClusterLooks.class, () -> new ClusterLooks(cluster));
  }

  /** As {@link KafkaCluster#topics}, asked for no earlier than now. */
  public Set<String> topics() {
    return topics.fresh(cluster::topics);
  }

  /**
   * As {@link KafkaCluster#topics}.
   *
   * @param age how old the answer may be
   */
  public Set<String> topics(Duration age) {
    return topics.notOlder(age, cluster::topics);
  }

  /**
   * As {@link KafkaCluster#logs}, perhaps with topics that others have looked at.
   *
   * @param age how old the answer may be
   */
  public Map<Partition, LogRange> logs(
      Collection<String> wanted, IsolationLevel isolation, Duration age) {
    return java.util.Objects.requireNonNull(logs.get(isolation)).of(wanted, age);
  }

  @Override
  public void close() {
    // the clients are the cluster's
  }

  /** The logs that are looked at under one isolation. */
  private final class Logs {
    private final IsolationLevel isolation;
    private final Look<Map<Partition, LogRange>> look = new Look<>();
    private final Map<String, Long> lookedAt = new ConcurrentHashMap<>();
    private volatile Set<String> asked = Set.of();

    Logs(IsolationLevel isolation) {
      this.isolation = isolation;
    }

    /** One who comes with a new topic asks for that alone, and so does one whom others spoil it. */
    Map<Partition, LogRange> of(Collection<String> wanted, Duration age) {
      long now = System.nanoTime();
      wanted.forEach(topic -> lookedAt.put(topic, now));
      if (asked.isEmpty() || asked.containsAll(wanted)) {
        try {
          return look.notOlder(age, this::all);
        } catch (StageException e) {
          return cluster.logs(wanted, isolation);
        }
      }
      Map<Partition, LogRange> alone = cluster.logs(wanted, isolation);
      Set<String> more = new HashSet<>(asked);
      more.addAll(wanted);
      asked = more; // the next common question has it
      return alone;
    }

    private Map<Partition, LogRange> all() {
      long now = System.nanoTime();
      lookedAt.values().removeIf(last -> now - last > FORGOTTEN.toNanos());
      asked = new HashSet<>(lookedAt.keySet());
      return cluster.logs(asked, isolation);
    }
  }
}
