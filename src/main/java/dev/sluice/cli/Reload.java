package dev.sluice.cli;

import dev.sluice.graph.Graph;
import dev.sluice.observe.EventLog;
import dev.sluice.observe.LogEntry;
import dev.sluice.plan.Sameness;
import dev.sluice.problem.Severity;
import dev.sluice.review.Validation;
import java.time.Duration;
import java.util.ArrayList;
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
final class Reload implements Runnable {
  private final Supplier<Validation> reading;
  private final Picking picking;
  private final Fleet fleet;
  private final EventLog log;
  private final Duration patience;
  private final Map<String, Graph> running = new LinkedHashMap<>();

  /** Which pipelines are this runner's. */
  interface Picking {
    /** Those of some graphs. */
    List<Graph> mine(List<Graph> graphs);
  }

  /**
   * Of what runs now.
   *
   * @param patience with a pipeline that drains
   */
  Reload(
      Supplier<Validation> reading,
      Picking picking,
      Fleet fleet,
      List<Graph> running,
      EventLog log,
      Duration patience) {
    this.reading = reading;
    this.picking = picking;
    this.fleet = fleet;
    this.log = log;
    this.patience = patience;
    running.forEach(graph -> this.running.put(graph.pipeline().name(), graph));
  }

  @Override
  public void run() {
    Validation validation = reading.get();
    new ProblemLog(log).tell(validation);
    Set<String> broken =
        validation.problems().stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .map(problem -> problem.location().file())
            .collect(Collectors.toSet());
    boolean whole = Set.copyOf(validation.workspace().files()).containsAll(broken);
    Map<String, Graph> sound = sound(validation, broken);
    List<Graph> leaving = new ArrayList<>();
    List<Graph> arriving = new ArrayList<>();
    running.forEach((name, old) -> {
      Graph now = sound.remove(name);
      boolean stays =
          now == null
              ? !whole || old.pipeline().files().stream().anyMatch(broken::contains)
              : Sameness.of(old.pipeline(), now.pipeline());
      if (!stays) {
        leaving.add(old);
        tell(name, now);
        if (now != null) {
          arriving.add(now);
        }
      }
    });
    sound.values().forEach(graph -> tell(graph.pipeline().name(), graph));
    arriving.addAll(sound.values());
    log.entry(LogEntry.info("reloaded", null, summary(leaving, arriving)));
    leaving.forEach(graph -> running.remove(graph.pipeline().name()));
    arriving.forEach(graph -> running.put(graph.pipeline().name(), graph));
    fleet.replace(leaving, arriving, patience);
  }

  private Map<String, Graph> sound(Validation validation, Set<String> broken) {
    Map<String, Graph> sound = new LinkedHashMap<>();
    for (Graph graph : picking.mine(validation.graphs())) {
      if (graph.pipeline().files().stream().noneMatch(broken::contains)) {
        sound.put(graph.pipeline().name(), graph);
      }
    }
    return sound;
  }

  private void tell(String name, @Nullable Graph now) {
    String what =
        now == null
            ? "it is not defined any more: it stops at a checkpoint"
            : running.containsKey(name)
                ? "it has changed: it stops at a checkpoint and starts again"
                : "it is new";
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
