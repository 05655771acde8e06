package dev.sluice.catalogue;

import dev.sluice.checkpoint.jdbc.Database;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.schema.Settings;
import java.util.OptionalInt;

/** Whether somebody runs a pipeline that is not for us. */
public final class OtherAgents {
  private OtherAgents() {}

  /**
   * How many members the group of a pipeline has, over all clusters that it reads; empty where the
   * store lets its runner read without joining the group.
   *
   * @throws dev.sluice.problem.StageException where a cluster does not say
   */
  public static OptionalInt members(PipelineDefinition pipeline) {
    Settings store = pipeline.checkpoint().settings();
    if (pipeline.checkpoint().store().equals(Catalogue.FILE)
        || (pipeline.checkpoint().store().equals(Catalogue.JDBC)
            && Database.isEmbedded(store.get(Catalogue.STORE_URL)))) {
      return OptionalInt.empty();
    }
    int members = 0;
    for (SourceDefinition source : pipeline.sources()) {
      try (KafkaCluster cluster = new KafkaCluster(Assembly.connection(source.connection()))) {
        members += new ClusterAccess(cluster).members(Assembly.group(pipeline));
      }
    }
    return OptionalInt.of(members);
  }
}
