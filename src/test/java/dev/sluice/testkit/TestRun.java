package dev.sluice.testkit;

import dev.sluice.catalogue.Assembly;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.definition.Variables;
import dev.sluice.graph.Graph;
import dev.sluice.kafka.SharedClusters;
import dev.sluice.review.Validation;
import dev.sluice.runtime.Engine;
import dev.sluice.runtime.Launcher;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.RunClock;
import dev.sluice.runtime.RunEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Pipelines from YAML, run inside the test's process. */
public final class TestRun implements AutoCloseable {
  private final List<RunEvent> events = new CopyOnWriteArrayList<>();
  private final List<PipelineRun> runs;
  private final Engine engine;
  private final CompletableFuture<List<PipelineResult>> results = new CompletableFuture<>();

  private TestRun(List<Graph> graphs, Catalogue catalogue, Path checkpoints) {
    PipelineRun.World world =
        new PipelineRun.World(RunClock.system(), Launcher.threads(), new Random(), events::add);
    SharedClusters clusters = new SharedClusters();
    runs =
        graphs.stream()
            .map(graph ->
                new PipelineRun(
                    Assembly.plan(graph, null),
                    Assembly.of(catalogue, clusters, graph, checkpoints),
                    world))
            .toList();
    engine = new Engine(Launcher.threads(), false);
    runs.forEach(engine::start);
    Thread.ofPlatform()
        .name("test-run")
        .start(() -> {
          try {
            results.complete(engine.await(false));
          } catch (RuntimeException e) {
            results.completeExceptionally(e);
          }
        });
  }

  /** Starts everything that the documents define. */
  public static TestRun start(Path directory, String yaml) {
    try {
      Path file = Files.createTempFile(directory, "pipeline", ".yaml");
      Files.writeString(file, yaml);
      Catalogue catalogue = new Catalogue();
      Validation validation =
          Validation.of(List.of(file), catalogue, new Variables(Map.of(), true));
      if (!validation.isValid()) {
        throw new IllegalArgumentException(validation.problems().toString());
      }
      return new TestRun(validation.graphs(), catalogue, directory.resolve("checkpoints"));
    } catch (IOException e) {
      throw new UncheckedIOException("writing the pipeline", e);
    }
  }

  /** Runs one pipeline to its own end. */
  public static PipelineResult complete(Path directory, String yaml) {
    try (TestRun run = start(directory, yaml)) {
      return run.await();
    }
  }

  /** Waits until all have ended; the first one's result. */
  public PipelineResult await() {
    return results().getFirst();
  }

  /** Waits until all have ended; their results in the documents' order. */
  public List<PipelineResult> results() {
    try {
      return results.get(60, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException
        | java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the pipelines do not end: " + events, e);
    }
  }

  /** Stops gracefully, and waits. */
  public PipelineResult stop() {
    engine.stop();
    return await();
  }

  public boolean ended() {
    return results.isDone();
  }

  public List<RunEvent> events() {
    return events;
  }

  /** The partitions that started so far, as {@code partition row offset}. */
  public List<String> starts() {
    return events.stream()
        .filter(RunEvent.PartitionStarted.class::isInstance)
        .map(RunEvent.PartitionStarted.class::cast)
        .map(started -> started.partition() + " row " + started.row() + " at " + started.offset())
        .toList();
  }

  public List<PipelineRun> runs() {
    return runs;
  }

  @Override
  public void close() {
    engine.stop();
    try {
      var _ = results.get(60, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException
        | java.util.concurrent.ExecutionException
        | java.util.concurrent.TimeoutException e) {
      throw new IllegalStateException("the pipelines do not stop: " + events, e);
    }
  }
}
