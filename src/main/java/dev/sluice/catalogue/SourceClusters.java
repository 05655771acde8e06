package dev.sluice.catalogue;

import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.schema.Settings;
import dev.sluice.stages.kafka.KafkaSource;
import dev.sluice.stages.kafka.KafkaTargetType;
import dev.sluice.stages.kafka.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The sources of a pipeline, one for each cluster that is read. */
record SourceClusters(Graph graph, Clusters clusters) {
  /** How a source is configured. */
  interface Configuring {
    /**
     * Configures one.
     *
     * @param stages the source stages on the cluster, by name
     * @param written what the pipeline writes there
     */
    KafkaSource.Config config(Map<String, Settings> stages, List<Written> written);
  }

  /**
   * Opens them.
   *
   * @throws FatalException where two connections lead to one cluster
   */
  List<KafkaSource> open(Configuring configuring) {
    Map<String, Map<String, Settings>> byConnection = new LinkedHashMap<>();
    Map<String, ConnectionDefinition> connections = new HashMap<>();
    for (SourceDefinition source : graph.pipeline().sources()) {
      connections.put(source.connection().name(), source.connection());
      byConnection
          .computeIfAbsent(source.connection().name(), name -> new LinkedHashMap<>())
          .put(source.name(), source.settings());
    }
    List<KafkaSource> opened = new ArrayList<>();
    byConnection.forEach((name, stages) -> {
      KafkaCluster cluster = clusters.of(Objects.requireNonNull(connections.get(name)));
      opened.add(new KafkaSource(cluster, stages, configuring.config(stages, written(cluster))));
    });
    refuseSameCluster(opened, List.copyOf(byConnection.keySet()));
    return opened;
  }

  /** What the pipeline writes on a cluster, be it under other connections' names. */
  private List<Written> written(KafkaCluster source) {
    PipelineDefinition pipeline = graph.pipeline();
    List<Written> written = new ArrayList<>();
    for (TargetDefinition target : pipeline.targets()) {
      if (clusters.isSame(source, target.connection())) {
        written.add(
            new Written(
                "the target \"" + target.name() + "\"",
                graph.sourcesOf(target),
                KafkaTargetType.topics(target.settings())));
      }
    }
    Set<String> all =
        pipeline.sources().stream().map(SourceDefinition::name).collect(Collectors.toSet());
    DeadLetter dead = pipeline.deadLetter();
    if (dead != null && clusters.isSame(source, dead.connection())) {
      written.add(new Written("deadLetter", all, topic -> dead.topic()));
    }
    ConnectionDefinition checkpoints = pipeline.checkpoint().connection();
    if (checkpoints != null && clusters.isSame(source, checkpoints)) {
      String topic = pipeline.checkpoint().settings().get(Catalogue.STORE_TOPIC);
      written.add(new Written("the checkpoint store", all, read -> topic));
    }
    return written;
  }

  private static void refuseSameCluster(List<KafkaSource> sources, List<String> names) {
    if (sources.size() < 2) {
      return;
    }
    Map<String, String> seen = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      String other = seen.putIfAbsent(sources.get(i).cluster(), names.get(i));
      if (other != null) {
        throw new FatalException(
            ProblemCode.UNEQUAL_SOURCES,
            "the connections \""
                + other
                + "\" and \""
                + names.get(i)
                + "\" lead to one cluster, and sources on one cluster are one consumer",
            "Let these sources use the same connection");
      }
    }
  }
}
