package dev.sluice.catalogue;

import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.graph.DeliveryChecks;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.SharedClusters;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.sync.Delivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The clusters of one pipeline by the connections' names; other pipelines may have the same ones.
 */
final class Clusters implements AutoCloseable {
  private final SharedClusters shared;
  private final Map<String, KafkaCluster> open = new HashMap<>();

  Clusters(SharedClusters shared) {
    this.shared = shared;
  }

  KafkaCluster of(ConnectionDefinition connection) {
    return open.computeIfAbsent(
        connection.name(), name -> shared.open(Assembly.connection(connection)));
  }

  boolean isSame(KafkaCluster cluster, ConnectionDefinition other) {
    return of(other).id().equals(cluster.id());
  }

  /**
   * A transaction lies on one cluster; that addresses differ does not mean that clusters do.
   *
   * @throws FatalException where a pipeline with exactly once would write to several
   */
  void refuseSeveral(PipelineDefinition pipeline, Catalogue catalogue) {
    if (pipeline.delivery() != Delivery.EXACTLY_ONCE) {
      return;
    }
    List<ConnectionDefinition> written = new ArrayList<>();
    pipeline.targets().forEach(target -> written.add(target.connection()));
    DeadLetter dead = pipeline.deadLetter();
    if (dead != null) {
      written.add(dead.connection());
    }
    ConnectionDefinition checkpoints = pipeline.checkpoint().connection();
    if (checkpoints != null) {
      written.add(checkpoints);
    }
    if (pipeline.checkpoint().store().equals(Catalogue.KAFKA_GROUP)) {
      written.add(pipeline.sources().getFirst().connection());
    }
    for (ConnectionDefinition other : written) {
      if (!of(other).id().equals(of(written.getFirst()).id())) {
        throw new FatalException(
            ProblemCode.DELIVERY,
            DeliveryChecks.oneCluster(pipeline.checkpoint().store(), catalogue)
                + ": \""
                + written.getFirst().name()
                + "\" and \""
                + other.name()
                + "\" lead to different ones",
            "Use delivery: at_least_once, or one pipeline for each cluster");
      }
    }
  }

  @Override
  public void close() {
    List<KafkaCluster> held = List.copyOf(open.values());
    open.clear();
    held.forEach(shared::giveBack);
  }
}
