package dev.sluice.catalogue;

import dev.sluice.checkpoint.Ledger;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.runtime.Stages;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Writer;
import dev.sluice.stages.kafka.KafkaTargetType;
import org.jspecify.annotations.Nullable;

/**
 * What writes and saves for one lane.
 *
 * @param making how its writers are made
 */
record LaneStages(PipelineDefinition pipeline, Ledger ledger, Making making)
    implements Stages.OfLane {
  /** Makes a writer. */
  interface Making {
    /**
     * Makes one.
     *
     * @param name of what it writes to, for clients
     */
    Writer make(ConnectionDefinition connection, Settings settings, String name);
  }

  @Override
  public Writer writer(String target) {
    TargetDefinition definition = pipeline.target(target);
    return making.make(definition.connection(), definition.settings(), target);
  }

  @Override
  public @Nullable Writer deadLetters() {
    DeadLetter dead = pipeline.deadLetter();
    return dead == null
        ? null
        : making.make(
            dead.connection(),
            KafkaTargetType.deadLetters(dead.at(), dead.topic()),
            "dead-letters");
  }
}
