package dev.sluice.cli;

import dev.sluice.catalogue.Assembly;
import dev.sluice.definition.Workspace;
import dev.sluice.definition.WorkspaceStamp;
import dev.sluice.graph.Graph;
import dev.sluice.observe.EventLog;
import dev.sluice.observe.LogEntry;
import dev.sluice.plan.Sameness;
import dev.sluice.problem.Severity;
import dev.sluice.review.Validation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the pipelines that run those that the files define now. One that has changed stops at a
 * checkpoint and starts again; others go on. What is broken is reported, and what ran of it runs
 * on. Belongs to the thread that watches.
 */
final class Reload implements Supplier<Set<Path>> {
  private final Supplier<Validation> reading;
  private final Picking picking;
  private final Naming naming;
  private final Fleet fleet;
  private final EventLog log;
  private final Duration patience;
  private final Map<String, Graph> running = new LinkedHashMap<>();

  /** What the connections of those that run prove themselves with, as it was when they started. */
  private final Map<String, WorkspaceStamp> proofs = new HashMap<>();

  private Set<Path> named;

  /** Which pipelines are this runner's. */
  interface Picking {
    /** Those of some graphs. */
    List<Graph> mine(List<Graph> graphs);
  }

  /** Which files definitions name. */
  interface Naming {
    /** Those of a workspace, of which some pipelines are this runner's. */
    Set<Path> named(Workspace workspace, List<Graph> mine);
  }

  /**
   * Of what runs now.
   *
   * @param named the files that the definitions of these name
   * @param patience with a pipeline that drains
   */
  Reload(
      Supplier<Validation> reading,
      Picking picking,
      Naming naming,
      Fleet fleet,
      List<Graph> running,
      Set<Path> named,
      EventLog log,
      Duration patience) {
    this.reading = reading;
    this.picking = picking;
    this.naming = naming;
    this.named = named;
    this.fleet = fleet;
    this.log = log;
    this.patience = patience;
    running.forEach(this::runs);
  }

  private void runs(Graph graph) {
    running.put(graph.pipeline().name(), graph);
    proofs.put(graph.pipeline().name(), proof(graph));
  }

  private static WorkspaceStamp proof(Graph graph) {
    return WorkspaceStamp.ofFiles(Assembly.files(graph.pipeline()));
  }

  /** Reads and changes; the files that the definitions name now. */
  @Override
  public Set<Path> get() {
    try {
      reload(reading.get());
      // an env file that is not there, say; and no definition, whatever it is, ends the watching
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
      log.entry(
          new LogEntry(
              LogEntry.Level.ERROR,
              "reload_failed",
              null,
              "the files could not be read again, and what runs runs on: "
                  + (e instanceof RuntimeException ? e.getMessage() : e),
              Map.of()));
    }
    return named;
  }

  private void reload(Validation validation) {
    new ProblemLog(log).tell(validation);
    Broken broken = Broken.of(validation, running.values());
    Map<String, Graph> sound = sound(validation, broken);
    Set<Path> all =
        new HashSet<>(naming.named(validation.workspace(), List.copyOf(sound.values())));
    running.values().forEach(graph -> all.addAll(Assembly.files(graph.pipeline())));
    named = all;
    List<Graph> leaving = new ArrayList<>();
    List<Graph> arriving = new ArrayList<>();
    for (Map.Entry<String, Graph> each : running.entrySet()) {
      Graph now = sound.remove(each.getKey());
      if (now == null ? broken.mayHold(each.getValue()) : runsOn(each.getValue(), now)) {
        each.setValue(now == null ? each.getValue() : now); // it may lie in another file now
      } else {
        leaving.add(each.getValue());
        tell(each.getKey(), each.getValue(), now);
        if (now != null) {
          arriving.add(now);
        }
      }
    }
    sound.values().stream().filter(graph -> isFree(graph, leaving)).forEach(arriving::add);
    log.entry(LogEntry.info("reloaded", null, summary(leaving, arriving)));
    leaving.forEach(graph -> running.remove(graph.pipeline().name()));
    arriving.forEach(this::runs);
    fleet.replace(leaving, arriving, patience);
  }

  private boolean runsOn(Graph before, Graph now) {
    return same(before, now) && hasProof(before) && !fleet.hasFailed(now.pipeline().name());
  }

  private static boolean same(Graph before, Graph now) {
    return Sameness.of(before.pipeline(), now.pipeline());
  }

  private boolean hasProof(Graph graph) {
    return proof(graph).equals(proofs.get(graph.pipeline().name()));
  }

  /** A broken file may hide the pipeline that runs under an id: two of one id never run. */
  private boolean isFree(Graph graph, List<Graph> leaving) {
    String id = graph.pipeline().id();
    boolean free =
        running.values().stream()
            .filter(each -> !leaving.contains(each))
            .noneMatch(each -> each.pipeline().id().equals(id));
    if (free) {
      tell(graph.pipeline().name(), null, graph);
    } else {
      log.entry(
          LogEntry.warning(
              "definition_waits",
              graph.pipeline().name(),
              "it is new, and waits: another pipeline runs under its id, \""
                  + id
                  + "\", whose file is broken"));
    }
    return free;
  }

  /**
   * Files that say nothing of what they define.
   *
   * @param unknown whether one of them may define anything that runs
   */
  private record Broken(Set<String> files, boolean unknown) {
    static Broken of(Validation validation, Collection<Graph> running) {
      Set<String> files =
          validation.problems().stream()
              .filter(problem -> problem.severity() == Severity.ERROR)
              .map(problem -> problem.location().file())
              .collect(Collectors.toSet());
      Set<String> known = new HashSet<>();
      running.forEach(graph -> known.addAll(graph.pipeline().files()));
      known.retainAll(validation.workspace().files());
      return new Broken(files, !known.containsAll(files));
    }

    /** Whether what is not seen of a pipeline may be there all the same. */
    boolean mayHold(Graph graph) {
      return unknown || holds(graph);
    }

    boolean holds(Graph graph) {
      return graph.pipeline().files().stream().anyMatch(files::contains);
    }
  }

  private Map<String, Graph> sound(Validation validation, Broken broken) {
    Map<String, Graph> sound = new LinkedHashMap<>();
    for (Graph graph : picking.mine(validation.graphs())) {
      if (!broken.holds(graph)) {
        sound.put(graph.pipeline().name(), graph);
      }
    }
    return sound;
  }

  private void tell(String name, @Nullable Graph before, @Nullable Graph now) {
    String what;
    if (now == null) {
      what = "it is not defined any more: it stops at a checkpoint";
    } else if (before == null) {
      what = "it is new";
    } else if (fleet.hasFailed(name)) {
      what = "it had failed: it starts again";
    } else {
      what =
          (same(before, now) ? "a file that its connections name has changed" : "it has changed")
              + ": it stops at a checkpoint and starts again";
    }
    log.entry(LogEntry.info("definition_changed", name, what));
  }

  private static String summary(List<Graph> leaving, List<Graph> arriving) {
    return "read again: "
        + arriving.size()
        + " to start, "
        + leaving.size()
        + " to stop; the others go on";
  }
}
