package dev.sluice.catalogue;

import dev.sluice.check.Outcome;
import dev.sluice.checkpoint.file.FileInspection;
import dev.sluice.checkpoint.jdbc.JdbcInspection;
import dev.sluice.checkpoint.kafka.KafkaGroupInspection;
import dev.sluice.checkpoint.kafka.KafkaTopicInspection;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.CheckpointDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.kafka.ConnectionInspection;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.schema.Settings;
import dev.sluice.stages.kafka.KafkaTargetType;
import dev.sluice.stages.kafka.SourceInspection;
import dev.sluice.stages.kafka.TargetInspection;
import dev.sluice.sync.Delivery;
import dev.sluice.sync.SyncMode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The connection test's inspections of what a definition names. */
public final class Inspections {
  private final Catalogue catalogue;
  private final boolean probeWrite;
  private final @Nullable Path checkpointDirectory;

  /**
   * For one test.
   *
   * @param probeWrite whether a record may be written to target topics
   * @param checkpointDirectory wins over the definitions', or null
   */
  public Inspections(Catalogue catalogue, boolean probeWrite, @Nullable Path checkpointDirectory) {
    this.catalogue = catalogue;
    this.probeWrite = probeWrite;
    this.checkpointDirectory = checkpointDirectory;
  }

  /** Of a connection. */
  public ConnectionInspection connection(ConnectionDefinition connection, Clock clock) {
    return new ConnectionInspection(Assembly.connection(connection), clock);
  }

  /** Of a source. */
  public SourceInspection source(
      PipelineDefinition pipeline, SourceDefinition source, KafkaCluster cluster) {
    return new SourceInspection(
        cluster,
        source.settings(),
        Assembly.group(pipeline),
        pipeline.sync() != SyncMode.INCREMENTAL);
  }

  /** Of a target. */
  public TargetInspection target(TargetDefinition target, KafkaCluster cluster) {
    return new TargetInspection(cluster, target.settings(), probeWrite);
  }

  /** Of where dead letters go. */
  public TargetInspection deadLetters(DeadLetter dead, KafkaCluster cluster) {
    return new TargetInspection(
        cluster, KafkaTargetType.deadLetters(dead.at(), dead.topic()), probeWrite);
  }

  private Outcome group(PipelineDefinition pipeline, Map<String, KafkaCluster> clusters) {
    String read = pipeline.sources().getFirst().connection().name();
    String written = pipeline.targets().getFirst().connection().name();
    KafkaCluster source = clusters.get(read);
    KafkaCluster target = clusters.get(written);
    if (source == null) {
      return failed(read);
    }
    if (pipeline.delivery() == Delivery.EXACTLY_ONCE) {
      Outcome refusal =
          target == null ? failed(written) : asWriter(pipeline, target, read.equals(written));
      if (refusal != null) {
        return refusal;
      }
    }
    return new KafkaGroupInspection(source, Assembly.group(pipeline)).use();
  }

  /**
   * Offsets in a transaction are committed by who writes: that user needs a reader's rights too.
   */
  private @Nullable Outcome asWriter(
      PipelineDefinition pipeline, KafkaCluster target, boolean isReader) {
    Outcome refusal = KafkaGroupInspection.refusal(target, pipeline.id());
    if (refusal != null || isReader) {
      return refusal;
    }
    for (SourceDefinition each : pipeline.sources()) {
      SourceInspection source = source(pipeline, each, target);
      Outcome topics = source.topics();
      Outcome reading = topics instanceof Outcome.Fail ? topics : source.read();
      if (reading instanceof Outcome.Fail) {
        return reading;
      }
    }
    return null;
  }

  private static Outcome failed(String connection) {
    return new Outcome.Skipped("the connection \"" + connection + "\" has failed");
  }

  /**
   * Of where the positions are kept.
   *
   * @param clusters those that logins have succeeded on, by the connection's name
   */
  public Outcome store(PipelineDefinition pipeline, Map<String, KafkaCluster> clusters) {
    CheckpointDefinition checkpoint = pipeline.checkpoint();
    Settings settings = checkpoint.settings();
    return switch (checkpoint.store()) {
      case Catalogue.KAFKA_TOPIC -> {
        String name = Objects.requireNonNull(checkpoint.connection()).name();
        KafkaCluster cluster = clusters.get(name);
        yield cluster == null
            ? failed(name)
            : new KafkaTopicInspection(
                    cluster,
                    settings.get(Catalogue.STORE_TOPIC),
                    Catalogue.replicas(settings),
                    pipeline.id(),
                    pipeline.delivery() == Delivery.EXACTLY_ONCE)
                .use();
      }
      case Catalogue.KAFKA_GROUP -> group(pipeline, clusters);
      case Catalogue.FILE ->
          new FileInspection(Catalogue.directory(settings, checkpointDirectory), pipeline.id())
              .use();
      case Catalogue.JDBC -> new JdbcInspection(Catalogue.database(settings), pipeline.id()).use();
      case Catalogue.MEMORY ->
          new Outcome.Warn(
              new Trouble(
                  ProblemCode.RISK,
                  "the store memory keeps positions no longer than the process",
                  "Use kafka_topic, or file for one runner"));
      default -> throw new IllegalStateException("no such store: " + checkpoint.store());
    };
  }
}
