package dev.sluice.catalogue;

import dev.sluice.checkpoint.file.FileStore;
import dev.sluice.checkpoint.jdbc.JdbcInspection;
import dev.sluice.checkpoint.kafka.KafkaGroupStore;
import dev.sluice.checkpoint.kafka.KafkaTopicPeek;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.CheckpointDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.GroupSeat;
import dev.sluice.kafka.SharedClusters;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.runtime.FirstStart;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Mirror;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Source;
import dev.sluice.stages.kafka.KafkaSource;
import dev.sluice.stages.kafka.KafkaSourceType;
import dev.sluice.stages.kafka.LogFacts;
import dev.sluice.stages.kafka.TargetRetention;
import dev.sluice.sync.Delivery;
import dev.sluice.sync.Rules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A look at a pipeline's sources and at what its store keeps: without joining, locking, creating or
 * writing anything. Every call may throw {@link dev.sluice.problem.StageException}.
 */
public final class Survey implements AutoCloseable {
  private final Catalogue catalogue;
  private final PipelineDefinition pipeline;
  private final Clusters clusters = new Clusters(new SharedClusters());
  private final List<KafkaSource> sources;
  private final @Nullable Path checkpointDirectory;
  private @Nullable KafkaGroupStore group;

  /**
   * Dials.
   *
   * @param checkpointDirectory wins over the definition's, or null
   */
  public Survey(Catalogue catalogue, Graph graph, @Nullable Path checkpointDirectory) {
    this.catalogue = catalogue;
    this.pipeline = graph.pipeline();
    this.checkpointDirectory = checkpointDirectory;
    try {
      this.sources =
          new SourceClusters(graph, clusters).open((stages, written) -> looking(written));
    } catch (RuntimeException e) {
      clusters.close();
      throw e;
    }
  }

  /** Nobody is made a member of anything. */
  private KafkaSource.Config looking(List<dev.sluice.stages.kafka.Written> written) {
    return new KafkaSource.Config(
        Assembly.group(pipeline),
        "look",
        KafkaSource.Part.ONLOOKER,
        false,
        Optional.empty(),
        Assembly.lanes(pipeline),
        pipeline.memory(),
        new Mirror(Assembly.mirrored(pipeline), null),
        written,
        warning -> {});
  }

  /** What its sources find now. */
  public List<SourceLogs> logs() {
    return sources.stream().map(SourceLogs::of).toList();
  }

  /** What its store keeps now. */
  public Checkpoint checkpoint() {
    CheckpointDefinition checkpoint = pipeline.checkpoint();
    Settings settings = checkpoint.settings();
    return switch (checkpoint.store()) {
      case Catalogue.KAFKA_TOPIC ->
          KafkaTopicPeek.load(
              clusters.of(Objects.requireNonNull(checkpoint.connection())),
              settings.get(Catalogue.STORE_TOPIC),
              pipeline.id());
      case Catalogue.KAFKA_GROUP -> {
        KafkaGroupStore store =
            new KafkaGroupStore(
                clusters.of(pipeline.sources().getFirst().connection()),
                Assembly.group(pipeline),
                () -> {
                  throw new IllegalStateException("it is only looked at");
                },
                note -> {});
        group = store;
        yield store.load();
      }
      case Catalogue.FILE ->
          FileStore.peek(Catalogue.directory(settings, checkpointDirectory), pipeline.id());
      case Catalogue.JDBC -> new JdbcInspection(Catalogue.database(settings), pipeline.id()).peek();
      case Catalogue.MEMORY -> Checkpoint.EMPTY;
      default -> throw new IllegalStateException("no such store: " + checkpoint.store());
    };
  }

  /** Which pipeline it is. */
  public PipelineDefinition pipeline() {
    return pipeline;
  }

  /**
   * What a run would refuse before it reads, whatever the positions.
   *
   * @param checkpoint what the store keeps
   * @throws dev.sluice.problem.FatalException where it would
   */
  public void refuse(Checkpoint checkpoint) {
    clusters.refuseSeveral(pipeline, catalogue);
    KafkaGroupStore foreign = group;
    if (foreign != null) {
      foreign.refuseForeign(checkpoint.positions().keySet());
    }
    boolean slotted =
        pipeline.delivery() == Delivery.EXACTLY_ONCE
            && pipeline.checkpoint().store().equals(Catalogue.KAFKA_TOPIC);
    if (slotted) {
      FirstStart.refuseOtherSlots(
          pipeline.checkpoint().settings().get(Catalogue.STORE_SLOTS).intValue(), checkpoint);
    }
  }

  /** Reads with nobody's positions but the caller's. */
  Reader reader(Source source, int lane) {
    KafkaSource of = (KafkaSource) source;
    return of.newReader(lane, new GroupSeat(of.errors(), ""));
  }

  /** One for each cluster that is read. */
  public List<Source> sources() {
    return List.copyOf(sources);
  }

  /** What a source stage says about starting. */
  public Rules rules(String stage) {
    return KafkaSourceType.rules(pipeline.source(stage).settings(), pipeline.sync());
  }

  /**
   * How many partitions the topics have that a target writes to, by the topics that are read; those
   * that are not there yet are left out.
   */
  public Map<String, Integer> partitionsOf(TargetDefinition target) {
    Map<String, String> written = written(target);
    return byRead(
        written, clusters.of(target.connection()).partitionCounts(Set.copyOf(written.values())));
  }

  /**
   * How long a target keeps what comes from the topics that are read, by their names; those that it
   * keeps for ever are left out.
   */
  public Map<String, Duration> retentionOf(TargetDefinition target) {
    Map<String, String> written = written(target);
    Map<String, Duration> kept =
        new TargetRetention(clusters.of(target.connection()), target.settings())
            .of(Set.copyOf(written.values()));
    return byRead(written, kept);
  }

  /** The topics that a target writes to, by those that are read. */
  public Map<String, String> written(TargetDefinition target) {
    Map<String, String> written = new HashMap<>();
    for (Source source : sources()) {
      source
          .topics()
          .keySet()
          .forEach(topic -> written.put(topic, Scanning.topics(target).apply(topic)));
    }
    return written;
  }

  private static <T> Map<String, T> byRead(Map<String, String> written, Map<String, T> known) {
    Map<String, T> found = new HashMap<>();
    written.forEach((read, topic) -> {
      T of = known.get(topic);
      if (of != null) {
        found.put(read, of);
      }
    });
    return found;
  }

  /** What else is known of logs; partitions that nothing is known of are left out. */
  public Map<Partition, LogFacts> facts(Collection<Partition> partitions) {
    Map<Partition, LogFacts> facts = new HashMap<>();
    for (KafkaSource source : sources) {
      facts.putAll(
          source.facts(
              partitions.stream()
                  .filter(each -> each.cluster().equals(source.cluster()))
                  .toList()));
    }
    return facts;
  }

  @Override
  public void close() {
    clusters.close();
  }
}
