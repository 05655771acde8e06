package dev.sluice.review;

import dev.sluice.definition.Declarations;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.Variables;
import dev.sluice.definition.Workspace;
import dev.sluice.definition.WorkspaceReader;
import dev.sluice.graph.Graph;
import dev.sluice.graph.GraphBuilder;
import dev.sluice.model.Model;
import dev.sluice.problem.Problem;
import dev.sluice.problem.Problems;
import dev.sluice.problem.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A workspace, read and judged as a whole.
 *
 * @param graphs of the pipelines whose graph is sound, in the workspace's order
 * @param problems sorted by file and place
 */
public record Validation(Workspace workspace, List<Graph> graphs, List<Problem> problems) {
  /** Keeps copies. */
  public Validation {
    graphs = List.copyOf(graphs);
    problems = List.copyOf(problems);
  }

  /** Reads files and directories; never dials anything. */
  public static Validation of(List<Path> paths, Declarations declarations, Variables variables) {
    return of(paths, declarations, variables, List.of());
  }

  /** The same, holding what filters name against models. */
  public static Validation of(
      List<Path> paths, Declarations declarations, Variables variables, List<Model> models) {
    return of(new WorkspaceReader(declarations, variables).read(paths), declarations, models);
  }

  /** Judges a workspace that was read. */
  public static Validation of(Workspace workspace, Declarations declarations, List<Model> models) {
    Problems problems = workspace.problems();
    List<Graph> graphs = new ArrayList<>();
    for (PipelineDefinition pipeline : workspace.pipelines()) {
      Graph graph = new GraphBuilder(pipeline, declarations, problems).build();
      if (graph != null) {
        graphs.add(graph);
        new ModelCheck(declarations, models, problems).check(graph);
      }
    }
    return new Validation(workspace, graphs, problems.sorted());
  }

  /** How many problems there are of one severity. */
  public long count(Severity severity) {
    return problems.stream().filter(problem -> problem.severity() == severity).count();
  }

  /** Whether it may be used. */
  public boolean isValid() {
    return count(Severity.ERROR) == 0;
  }

  /** The same with warnings as errors. */
  public Validation strict() {
    return new Validation(
        workspace,
        graphs,
        problems.stream()
            .map(problem ->
                problem.severity() == Severity.WARNING
                    ? new Problem(
                        problem.location(),
                        Severity.ERROR,
                        problem.code(),
                        problem.path(),
                        problem.message(),
                        problem.hint())
                    : problem)
            .toList());
  }
}
