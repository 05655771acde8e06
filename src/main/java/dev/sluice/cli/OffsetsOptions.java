package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.graph.Graph;
import dev.sluice.observe.EventLog;
import dev.sluice.offsets.OffsetsReport;
import dev.sluice.offsets.Opened;
import dev.sluice.problem.StageException;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the verbs about positions have in common. */
final class OffsetsOptions {
  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "The one that is meant, where the files define several.")
  private @Nullable String pipeline;

  private final Catalogue catalogue = new Catalogue();

  /** What is done to each pipeline that is open. */
  interface Doing {
    void on(Opened opened);
  }

  /**
   * Opens one pipeline after another.
   *
   * @return the exit code: troubles are printed, and do not keep the others back
   */
  int each(Cli cli, WorkspaceOptions workspace, CheckpointOptions checkpoints, Doing doing) {
    return open(cli, workspace, checkpoints, false, doing);
  }

  private int open(
      Cli cli,
      WorkspaceOptions workspace,
      CheckpointOptions checkpoints,
      boolean one,
      Doing doing) {
    Validation validation = workspace.validate(catalogue, cli.environment(), true);
    if (!validation.isValid()) {
      cli.err().print(ProblemReport.text(validation));
      return ExitCode.INVALID;
    }
    List<Graph> graphs = chosen(workspace, validation.graphs());
    if (one && graphs.size() > 1) {
      throw workspace.usage("Which one is meant? Say --pipeline with one of " + names(graphs));
    }
    EventLog log = workspace.log(cli);
    int worst = ExitCode.OK;
    for (Graph graph : graphs) {
      try (Opened opened = new Opened(catalogue, graph, checkpoints.directory(), log)) {
        doing.on(opened);
      } catch (StageException e) {
        cli.err().println(graph.pipeline().name() + ": " + e.trouble());
        worst = Math.max(worst, ExitCode.of(e.trouble().code()));
      }
    }
    return worst;
  }

  private List<Graph> chosen(WorkspaceOptions workspace, List<Graph> all) {
    List<Graph> chosen =
        all.stream()
            .filter(graph -> pipeline == null || graph.pipeline().name().equals(pipeline))
            .toList();
    if (chosen.isEmpty()) {
      throw workspace.usage("There is no pipeline \"" + pipeline + "\"; there are " + names(all));
    }
    return chosen;
  }

  private static List<String> names(List<Graph> graphs) {
    return graphs.stream().map(graph -> graph.pipeline().name()).toList();
  }

  /** What the store keeps, and the logs, of each pipeline. */
  int report(
      Cli cli,
      WorkspaceOptions workspace,
      CheckpointOptions checkpoints,
      java.util.function.Function<List<OffsetsReport.OfPipeline>, String> form) {
    List<OffsetsReport.OfPipeline> found = new ArrayList<>();
    int code =
        each(
            cli,
            workspace,
            checkpoints,
            opened ->
                found.add(
                    new OffsetsReport.OfPipeline(
                        opened.pipeline(), opened.checkpoint(), opened.logs())));
    if (code != ExitCode.INVALID) {
      cli.out().print(form.apply(found));
    }
    return code;
  }

  /** Opens one pipeline, and no other. */
  int one(Cli cli, WorkspaceOptions workspace, CheckpointOptions checkpoints, Doing doing) {
    return open(cli, workspace, checkpoints, true, doing);
  }

  /** A checkpoint as it is exported. */
  static String exported(Opened opened) {
    return new String(
        CheckpointJson.write(opened.pipeline().id(), opened.checkpoint()),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
