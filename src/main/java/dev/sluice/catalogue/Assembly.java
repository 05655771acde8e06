package dev.sluice.catalogue;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.file.FileStore;
import dev.sluice.checkpoint.jdbc.JdbcStore;
import dev.sluice.checkpoint.kafka.KafkaGroupStore;
import dev.sluice.checkpoint.kafka.KafkaTopicStore;
import dev.sluice.checkpoint.memory.MemoryStore;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.CheckpointDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.PipelineKeys;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.DeliveryChecks;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.kafka.Slots;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.runtime.RunEvent;
import dev.sluice.runtime.Stages;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Mirror;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Source;
import dev.sluice.stages.kafka.KafkaSource;
import dev.sluice.stages.kafka.KafkaSourceType;
import dev.sluice.stages.kafka.KafkaTargetType;
import dev.sluice.stages.kafka.Written;
import dev.sluice.sync.Delivery;
import dev.sluice.sync.Rules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The running stages of one pipeline, made of its definition. */
public final class Assembly implements Stages {
  private final Catalogue catalogue;
  private final Graph graph;
  private final PipelineDefinition pipeline;
  private final RunEvent.Sink events;
  private final Map<String, KafkaCluster> clusters = new HashMap<>();
  private final CheckpointStore store;
  private final Lanes lanes;
  private final List<KafkaSource> sources;

  private Assembly(
      Catalogue catalogue, Graph graph, @Nullable Path checkpointDirectory, RunEvent.Sink events) {
    this.catalogue = catalogue;
    this.graph = graph;
    this.pipeline = graph.pipeline();
    this.events = events;
    CheckpointStore opened = null;
    try {
      refuseSeveralClusters();
      opened = openStore(checkpointDirectory);
      this.store = opened;
      this.lanes = new Lanes(pipeline, opened, this::cluster, this::sourcePartitions);
      this.sources = openSources();
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      clusters.values().forEach(KafkaCluster::close);
      throw e;
    }
  }

  /**
   * How a pipeline's stages are opened.
   *
   * @param checkpointDirectory wins over the definition's, or null
   */
  public static Factory of(Catalogue catalogue, Graph graph, @Nullable Path checkpointDirectory) {
    return events -> new Assembly(catalogue, graph, checkpointDirectory, events);
  }

  private CheckpointStore openStore(@Nullable Path directory) {
    CheckpointDefinition checkpoint = pipeline.checkpoint();
    Settings settings = checkpoint.settings();
    return switch (checkpoint.store()) {
      case Catalogue.KAFKA_TOPIC ->
          new KafkaTopicStore(
              cluster(Objects.requireNonNull(checkpoint.connection())),
              settings.get(Catalogue.STORE_TOPIC),
              Catalogue.replicas(settings),
              pipeline.id());
      case Catalogue.KAFKA_GROUP ->
          new KafkaGroupStore(
              cluster(pipeline.sources().getFirst().connection()),
              group(pipeline),
              () -> sources.getFirst().newMember(0, ""),
              text -> events.accept(new RunEvent.Note(pipeline.name(), text)));
      case Catalogue.FILE -> new FileStore(Catalogue.directory(settings, directory), pipeline.id());
      case Catalogue.JDBC -> new JdbcStore(Catalogue.database(settings), pipeline.id());
      case Catalogue.MEMORY -> new MemoryStore();
      default -> throw new IllegalStateException("no such store: " + checkpoint.store());
    };
  }

  /** A transaction lies on one cluster; that addresses differ does not mean that clusters do. */
  private void refuseSeveralClusters() {
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
      if (!cluster(other).id().equals(cluster(written.getFirst()).id())) {
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

  private List<KafkaSource> openSources() {
    Map<String, Map<String, Settings>> byConnection = new LinkedHashMap<>();
    Map<String, ConnectionDefinition> connections = new HashMap<>();
    for (SourceDefinition source : pipeline.sources()) {
      connections.put(source.connection().name(), source.connection());
      byConnection
          .computeIfAbsent(source.connection().name(), name -> new LinkedHashMap<>())
          .put(source.name(), source.settings());
    }
    List<KafkaSource> opened = new ArrayList<>();
    byConnection.forEach((name, stages) -> {
      KafkaCluster cluster = cluster(Objects.requireNonNull(connections.get(name)));
      opened.add(new KafkaSource(cluster, stages, config(stages, written(cluster))));
    });
    refuseSameCluster(opened, List.copyOf(byConnection.keySet()));
    return opened;
  }

  /** What the pipeline writes on a cluster, be it under other connections' names. */
  private List<Written> written(KafkaCluster source) {
    List<Written> written = new ArrayList<>();
    for (TargetDefinition target : pipeline.targets()) {
      if (isSame(source, target.connection())) {
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
    if (dead != null && isSame(source, dead.connection())) {
      written.add(new Written("deadLetter", all, topic -> dead.topic()));
    }
    ConnectionDefinition checkpoints = pipeline.checkpoint().connection();
    if (checkpoints != null && isSame(source, checkpoints)) {
      String topic = pipeline.checkpoint().settings().get(Catalogue.STORE_TOPIC);
      written.add(new Written("the checkpoint store", all, read -> topic));
    }
    return written;
  }

  private boolean isSame(KafkaCluster source, ConnectionDefinition other) {
    return cluster(other).id().equals(source.id());
  }

  private KafkaSource.Config config(Map<String, Settings> stages, List<Written> written) {
    Settings checkpoint = pipeline.checkpoint().settings();
    return new KafkaSource.Config(
        group(pipeline),
        keeping(),
        store.identity() != null,
        store instanceof KafkaGroupStore && pipeline.delivery() == Delivery.AT_LEAST_ONCE,
        divided(),
        KafkaSourceType.lanes(stages.values().iterator().next()),
        pipeline.memory(),
        new Mirror(
            checkpoint.get(PipelineKeys.MIRROR)
                && !Set.of(Catalogue.MEMORY, Catalogue.KAFKA_GROUP)
                    .contains(pipeline.checkpoint().store()),
            store.identity()),
        written,
        text -> events.accept(new RunEvent.Warning(pipeline.name(), text)));
  }

  /** Two that say the same see what the other saves. */
  private String keeping() {
    String database = store instanceof JdbcStore jdbc ? "-" + jdbc.token() : "";
    return pipeline.checkpoint().store()
        + database
        + "."
        + pipeline.delivery().name().toLowerCase(java.util.Locale.ROOT);
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

  private KafkaCluster cluster(ConnectionDefinition connection) {
    return clusters.computeIfAbsent(
        connection.name(), name -> new KafkaCluster(connection(connection)));
  }

  @Override
  public List<Source> sources() {
    return List.copyOf(sources);
  }

  @Override
  public CheckpointStore store() {
    return store;
  }

  @Override
  public Rules rules(String source) {
    return KafkaSourceType.rules(source(source).settings(), pipeline.sync());
  }

  @Override
  public Filter gate(String source) {
    return KafkaSourceType.gate(source(source).settings(), catalogue.json());
  }

  private SourceDefinition source(String name) {
    return pipeline.sources().stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public Filter filter(String name) {
    FilterDefinition filter =
        pipeline.filters().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    return filter.type().create(name, filter.settings());
  }

  @Override
  public @Nullable Integer slots() {
    return divided().map(Slots::count).orElse(null);
  }

  private Optional<Slots> divided() {
    return pipeline.delivery() == Delivery.EXACTLY_ONCE && store instanceof KafkaTopicStore
        ? Optional.of(lanes.slots())
        : Optional.empty();
  }

  @Override
  public OfLane lane(String name, int number, String owner, Source source) {
    return lanes.lane(name, number, owner, (KafkaSource) source);
  }

  private int sourcePartitions(Partition partition) {
    return sources.stream()
        .filter(source -> source.cluster().equals(partition.cluster()))
        .mapToInt(source -> source.partitionCount(partition.topic()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public Policy pushError(String target) {
    return KafkaTargetType.pushError(pipeline.target(target).settings());
  }

  /** How a connection is reached. */
  static KafkaConnection connection(ConnectionDefinition connection) {
    return KafkaConnection.of(connection.name(), connection.kafka(), connection.directory());
  }

  /** The consumer group that a pipeline reads with. */
  public static String group(PipelineDefinition pipeline) {
    return "sluice." + pipeline.id();
  }

  /** How many lanes each cluster of a pipeline is read by. */
  public static int lanes(PipelineDefinition pipeline) {
    return pipeline.sources().stream()
        .map(source -> KafkaSourceType.lanes(source.settings()))
        .collect(Collectors.maxBy(Integer::compare))
        .orElse(1);
  }

  @Override
  public void close() {
    store.close();
    clusters.values().forEach(KafkaCluster::close);
  }
}
