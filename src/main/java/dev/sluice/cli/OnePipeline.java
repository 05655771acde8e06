package dev.sluice.cli;

import dev.sluice.graph.Graph;
import dev.sluice.schema.Nearest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which pipeline of a workspace is meant, by verbs that need one. */
final class OnePipeline {
  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Which pipeline, where there are several.")
  private @Nullable String pipeline;

  boolean isGiven() {
    return pipeline != null;
  }

  Graph of(WorkspaceOptions workspace, List<Graph> all) {
    List<String> names = all.stream().map(graph -> graph.pipeline().name()).toList();
    List<Graph> chosen =
        all.stream()
            .filter(graph -> pipeline == null || graph.pipeline().name().equals(pipeline))
            .toList();
    if (chosen.isEmpty()) {
      throw workspace.usage(
          pipeline == null
              ? "There is no pipeline among the files"
              : "There is no pipeline \"" + pipeline + "\". " + Nearest.hint(pipeline, names));
    }
    if (chosen.size() > 1) {
      throw workspace.usage("Which one is meant? Say --pipeline with one of " + names);
    }
    return chosen.getFirst();
  }
}
