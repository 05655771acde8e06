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
import dev.sluice.definition.PipelineKeys;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.ConnectionFile;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.kafka.SharedClusters;
import dev.sluice.kafka.Slots;
import dev.sluice.message.Partition;
import dev.sluice.runtime.PipelinePlan;
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
import java.time.Duration;
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
  private final PipelineDefinition pipeline;
  private final PipelineFilters filters;
  private final RunEvent.Sink events;
  private final Clusters clusters;
  private final CheckpointStore store;
  private final Lanes lanes;
  private final List<KafkaSource> sources;

  private Assembly(
      Catalogue catalogue,
      SharedClusters shared,
      Graph graph,
      @Nullable Path checkpointDirectory,
      RunEvent.Sink events) {
    this.clusters = new Clusters(shared);
    this.catalogue = catalogue;
    this.pipeline = graph.pipeline();
    this.filters = new PipelineFilters(pipeline);
    this.events = events;
    CheckpointStore opened = null;
    try {
      clusters.refuseSeveral(pipeline, catalogue);
      opened = openStore(checkpointDirectory);
      this.store = opened;
      this.lanes = new Lanes(pipeline, opened, clusters::of, this::sourcePartitions, this::warn);
      this.sources = new SourceClusters(graph, clusters).open(this::config);
    } catch (RuntimeException e) {
      if (opened != null) {
        opened.close();
      }
      clusters.close();
      throw e;
    }
  }

  /**
   * How the stages are opened of a pipeline that runs alone.
   *
   * @param checkpointDirectory wins over the definition's, or null
   */
  public static Factory of(Catalogue catalogue, Graph graph, @Nullable Path checkpointDirectory) {
    return of(catalogue, new SharedClusters(), graph, checkpointDirectory);
  }

  /**
   * How a pipeline's stages are opened.
   *
   * @param shared the clusters that other pipelines of the process may have open
   * @param checkpointDirectory wins over the definition's, or null
   */
  public static Factory of(
      Catalogue catalogue, SharedClusters shared, Graph graph, @Nullable Path checkpointDirectory) {
    return events -> new Assembly(catalogue, shared, graph, checkpointDirectory, events);
  }

  private CheckpointStore openStore(@Nullable Path directory) {
    CheckpointDefinition checkpoint = pipeline.checkpoint();
    Settings settings = checkpoint.settings();
    return switch (checkpoint.store()) {
      case Catalogue.KAFKA_TOPIC ->
          new KafkaTopicStore(
              clusters.of(Objects.requireNonNull(checkpoint.connection())),
              settings.get(Catalogue.STORE_TOPIC),
              Catalogue.replicas(settings),
              pipeline.id());
      case Catalogue.KAFKA_GROUP ->
          new KafkaGroupStore(
              clusters.of(pipeline.sources().getFirst().connection()),
              group(pipeline),
              () -> sources.getFirst().newMember(0, ""),
              text -> events.accept(new RunEvent.Note(pipeline.name(), text)));
      case Catalogue.FILE -> new FileStore(Catalogue.directory(settings, directory), pipeline.id());
      case Catalogue.JDBC -> new JdbcStore(Catalogue.database(settings), pipeline.id());
      case Catalogue.MEMORY -> new MemoryStore();
      default -> throw new IllegalStateException("no such store: " + checkpoint.store());
    };
  }

  private KafkaSource.Config config(Map<String, Settings> stages, List<Written> written) {
    return new KafkaSource.Config(
        group(pipeline),
        keeping(),
        store.identity() != null ? KafkaSource.Part.SOLE : KafkaSource.Part.MEMBER,
        store instanceof KafkaGroupStore && pipeline.delivery() == Delivery.AT_LEAST_ONCE,
        divided(),
        KafkaSourceType.lanes(stages.values().iterator().next()),
        pipeline.memory(),
        new Mirror(mirrored(pipeline), store.identity()),
        written,
        this::warn);
  }

  private void warn(String text) {
    events.accept(new RunEvent.Warning(pipeline.name(), text));
  }

  /** Two that say the same see what the other saves. */
  private String keeping() {
    String database = store instanceof JdbcStore jdbc ? "-" + jdbc.token() : "";
    return pipeline.checkpoint().store()
        + database
        + "."
        + pipeline.delivery().name().toLowerCase(java.util.Locale.ROOT);
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
    return KafkaSourceType.rules(pipeline.source(source).settings(), pipeline.sync());
  }

  @Override
  public Filter gate(String source) {
    return filters.gate(source);
  }

  @Override
  public Filter filter(String name) {
    return filters.filter(name);
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

  /** The files that a pipeline's connections name: certificates, keys, keytabs. */
  public static Set<Path> files(PipelineDefinition pipeline) {
    return pipeline.connections().stream()
        .flatMap(each -> connection(each).files().stream())
        .map(ConnectionFile::path)
        .collect(Collectors.toSet());
  }

  /** The consumer group that a pipeline reads with. */
  public static String group(PipelineDefinition pipeline) {
    return "sluice." + pipeline.id();
  }

  /** Whether a pipeline tells the source its positions besides keeping them. */
  static boolean mirrored(PipelineDefinition pipeline) {
    return pipeline.checkpoint().settings().get(PipelineKeys.MIRROR)
        && !Set.of(Catalogue.MEMORY, Catalogue.KAFKA_GROUP).contains(pipeline.checkpoint().store());
  }

  /** How many lanes each cluster of a pipeline is read by. */
  public static int lanes(PipelineDefinition pipeline) {
    return pipeline.sources().stream()
        .map(source -> KafkaSourceType.lanes(source.settings()))
        .collect(Collectors.maxBy(Integer::compare))
        .orElse(1);
  }

  /**
   * What the runtime must know of a pipeline.
   *
   * @param retryFor how long passing faults are retried; null for ever
   */
  public static PipelinePlan plan(Graph graph, @Nullable Duration retryFor) {
    Settings checkpoint = graph.pipeline().checkpoint().settings();
    return new PipelinePlan(
        graph,
        lanes(graph.pipeline()),
        checkpoint.get(PipelineKeys.INTERVAL),
        checkpoint.get(PipelineKeys.RECORDS),
        retryFor);
  }

  @Override
  public void close() {
    try {
      store.close();
    } finally {
      clusters.close();
    }
  }
}
