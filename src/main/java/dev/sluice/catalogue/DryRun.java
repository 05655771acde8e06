package dev.sluice.catalogue;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.checkpoint.StoreLedger;
import dev.sluice.checkpoint.memory.MemoryStore;
import dev.sluice.graph.Graph;
import dev.sluice.message.Checkpoint;
import dev.sluice.runtime.Stages;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Source;
import dev.sluice.stage.Writer;
import dev.sluice.stages.kafka.KafkaTargetType;
import dev.sluice.stages.memory.NowhereWriter;
import dev.sluice.sync.Rules;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of a pipeline that reads and filters as it would, from where it stands, and joins,
 * writes and saves nothing: runners of the pipeline are not disturbed.
 */
public final class DryRun implements Stages {
  private final Survey survey;
  private final MemoryStore store;
  private final PipelineFilters filters;

  private DryRun(Survey survey, Checkpoint checkpoint) {
    this.survey = survey;
    this.store = new MemoryStore(checkpoint);
    this.filters = new PipelineFilters(survey.pipeline());
  }

  /**
   * How they are opened.
   *
   * @param checkpointDirectory wins over the definition's, or null
   */
  public static Factory of(Catalogue catalogue, Graph graph, @Nullable Path checkpointDirectory) {
    return events -> {
      Survey survey = new Survey(catalogue, graph, checkpointDirectory);
      try {
        Checkpoint checkpoint = survey.checkpoint();
        survey.refuse(checkpoint);
        return new DryRun(survey, checkpoint);
      } catch (RuntimeException e) {
        survey.close();
        throw e;
      }
    };
  }

  @Override
  public List<Source> sources() {
    return survey.sources();
  }

  @Override
  public @Nullable Integer slots() {
    return null;
  }

  @Override
  public CheckpointStore store() {
    return store;
  }

  @Override
  public Rules rules(String source) {
    return survey.rules(source);
  }

  @Override
  public Policy pushError(String target) {
    return KafkaTargetType.pushError(survey.pipeline().target(target).settings());
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
  public OfLane lane(String name, int number, String owner, Source source) {
    Ledger ledger = new StoreLedger(store, owner);
    return new OfLane() {
      @Override
      public Reader reader() {
        return survey.reader(source, number);
      }

      @Override
      public Ledger ledger() {
        return ledger;
      }

      @Override
      public Writer writer(String target) {
        return new NowhereWriter();
      }

      @Override
      public @Nullable Writer deadLetters() {
        return survey.pipeline().deadLetter() == null ? null : new NowhereWriter();
      }
    };
  }

  @Override
  public void close() {
    survey.close();
  }
}
