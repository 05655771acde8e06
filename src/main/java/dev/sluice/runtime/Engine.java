package dev.sluice.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Runs pipelines beside each other until all have ended. */
public final class Engine {
  private final List<PipelineRun> runs;
  private final Launcher launcher;
  private final boolean failFast;

  /**
   * Of some pipelines.
   *
   * @param failFast whether one that fails stops the others
   */
  public Engine(List<PipelineRun> runs, Launcher launcher, boolean failFast) {
    this.runs = List.copyOf(runs);
    this.launcher = launcher;
    this.failFast = failFast;
  }

  /** Waits for all; results in the order of the pipelines. */
  public List<PipelineResult> run() {
    List<PipelineResult> results =
        Collections.synchronizedList(new ArrayList<>(Collections.nCopies(runs.size(), null)));
    List<Launcher.Launched> launched = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      int index = i;
      PipelineRun run = runs.get(i);
      launched.add(
          launcher.launch(
              run.plan().name(),
              () -> {
                PipelineResult result = run.run();
                results.set(index, result);
                if (failFast && result.ending() instanceof Ending.Failed) {
                  runs.forEach(PipelineRun::hurry);
                }
              }));
    }
    launched.forEach(Launcher.Launched::join);
    return List.copyOf(results);
  }

  /** Lets all drain, save and end. For any thread. */
  public void stop() {
    runs.forEach(PipelineRun::stop);
  }
}
