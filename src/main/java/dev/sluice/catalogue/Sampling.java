package dev.sluice.catalogue;

import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.model.Refresh;
import dev.sluice.stages.kafka.KafkaSourceType;
import dev.sluice.stages.kafka.ModelSampler;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A sampler of one source, with a connection of its own: the pipeline's has better things to do.
 */
public final class Sampling implements AutoCloseable {
  private final SourceDefinition source;
  private final KafkaCluster cluster;

  /**
   * Dials.
   *
   * @throws dev.sluice.problem.StageException where that fails
   */
  public Sampling(SourceDefinition source) {
    this.source = source;
    this.cluster = new KafkaCluster(Assembly.connection(source.connection()));
  }

  /**
   * Samples the source's topics.
   *
   * @param sample how many records of each; by default as the definition says
   */
  public ModelSampler sampler(OptionalLong sample) {
    return new ModelSampler(
        cluster,
        source.settings(),
        sample.orElseGet(() -> KafkaSourceType.sample(source.settings())));
  }

  /** When the definition wants models made anew; empty where it does not. */
  public static Optional<Refresh> refresh(SourceDefinition source) {
    return Optional.ofNullable(KafkaSourceType.refresh(source.settings()));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
