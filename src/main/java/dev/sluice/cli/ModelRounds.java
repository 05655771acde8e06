package dev.sluice.cli;

import dev.sluice.catalogue.Sampling;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.model.Refresh;
import dev.sluice.problem.StageException;
import dev.sluice.runtime.RunEvent;
import dev.sluice.stages.kafka.ModelWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes the models of sources anew while pipelines run, each in a thread beside them. Belongs to
 * one thread at a time.
 */
final class ModelRounds implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final RunEvent.Sink events;
  private final Clock clock;
  private final Map<String, List<Thread>> threads = new HashMap<>();

  ModelRounds(RunEvent.Sink events, Clock clock) {
    this.events = events;
    this.clock = clock;
  }

  /** Begins with the sources of a pipeline that want it. */
  void begin(Graph graph) {
    String pipeline = graph.pipeline().name();
    List<Thread> begun = new ArrayList<>();
    for (SourceDefinition source : graph.pipeline().sources()) {
      Optional<Refresh> refresh = Sampling.refresh(source);
      if (refresh.isPresent()) {
        ModelWatch watch =
            new ModelWatch(
                refresh.get(),
                (topic, change) -> events.accept(new RunEvent.Drift(pipeline, topic, change)));
        begun.add(
            Thread.ofVirtual()
                .name("models-" + pipeline)
                .start(() -> rounds(pipeline, source, watch)));
      }
    }
    threads.put(pipeline, begun);
  }

  /** Ends with those of a pipeline; a round that is under way is waited for by nobody. */
  void end(String pipeline) {
    threads.getOrDefault(pipeline, List.of()).forEach(Thread::interrupt);
  }

  private void rounds(String pipeline, SourceDefinition source, ModelWatch watch) {
    try {
      for (Optional<Instant> next = Optional.of(clock.instant()); next.isPresent(); ) {
        Thread.sleep(Duration.between(clock.instant(), next.get()));
        next = round(pipeline, source, watch);
      }
    } catch (InterruptedException e) {
      // the run has ended
    }
  }

  private Optional<Instant> round(String pipeline, SourceDefinition source, ModelWatch watch) {
    Instant now = clock.instant();
    try (Sampling sampling = new Sampling(source)) {
      return watch.round(sampling.sampler(OptionalLong.empty()), now);
    } catch (StageException e) {
      return again(pipeline, source, now, e.trouble().toString());
    } catch (RuntimeException e) {
      return again(pipeline, source, now, "a mistake in Sluice: " + e);
    }
  }

  private Optional<Instant> again(
      String pipeline, SourceDefinition source, Instant now, String why) {
    if (Thread.currentThread().isInterrupted()) {
      return Optional.empty();
    }
    events.accept(
        new RunEvent.Warning(
            pipeline, "the models of " + source.name() + " stay as they are: " + why));
    return Optional.of(now.plus(AGAIN));
  }

  /** Ends all of it. */
  @Override
  public void close() {
    threads.keySet().forEach(this::end);
  }
}
