package dev.sluice.catalogue;

import dev.sluice.checkpoint.Ledger;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.runtime.Stages;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Writer;
import dev.sluice.stages.kafka.KafkaTargetType;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What reads, writes and saves for one lane.
 *
 * @param readers makes its readers
 * @param making how its writers are made
 */
record LaneStages(
    PipelineDefinition pipeline, Supplier<Reader> readers, Ledger ledger, Making making)
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
  public Reader reader() {
    return readers.get();
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
