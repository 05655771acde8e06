package dev.sluice.catalogue;

import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.LogRange;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.stages.kafka.KafkaTargetType;
import dev.sluice.stages.kafka.LogScan;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Reads the logs of a source or of a target, beside whatever runs. */
public final class Scanning implements AutoCloseable {
  private final KafkaCluster cluster;
  private final LogScan scan;

  private Scanning(KafkaCluster cluster, LogScan scan) {
    this.cluster = cluster;
    this.scan = scan;
  }

  /**
   * Of a source, as its pipeline reads it.
   *
   * @throws dev.sluice.problem.StageException where it cannot be reached
   */
  public static Scanning of(SourceDefinition source) {
    KafkaCluster cluster = new KafkaCluster(Assembly.connection(source.connection()));
    return new Scanning(cluster, LogScan.ofSource(cluster, source.settings()));
  }

  /**
   * Of a target: what is committed.
   *
   * @throws dev.sluice.problem.StageException where it cannot be reached
   */
  public static Scanning of(TargetDefinition target) {
    KafkaCluster cluster = new KafkaCluster(Assembly.connection(target.connection()));
    return new Scanning(cluster, LogScan.committed(cluster));
  }

  /** From a source's topic to the one that a target writes its records to. */
  public static UnaryOperator<String> topics(TargetDefinition target) {
    return KafkaTargetType.topics(target.settings());
  }

  /** The logs of all partitions of some topics; those that are not there are left out. */
  public Map<Partition, LogRange> logs(Collection<String> topics) {
    return scan.logs(topics);
  }

  /** Those of some topics whose records get the broker's time. */
  public Set<String> stamped(Collection<String> topics) {
    return scan.stamped(
        scan.logs(topics).keySet().stream().map(Partition::topic).collect(Collectors.toSet()));
  }

  /** Reads parts of logs, in the order of offsets each. */
  public void read(Map<Partition, LogRange> parts, Consumer<Message> sink) {
    scan.all(parts, sink);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
