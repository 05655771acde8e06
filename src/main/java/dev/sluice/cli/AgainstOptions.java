package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.graph.Graph;
import dev.sluice.plan.GitRevision;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What verbs that compare definitions have in common. */
final class AgainstOptions {
  @Option(
      names = "--against",
      paramLabel = "GIT_REF|DIR",
      description = "The definitions to compare with: a git revision, or a file or directory.")
  private @Nullable String against;

  boolean isGiven() {
    return against != null;
  }

  /** What is done with the definitions to compare with. */
  interface Comparing {
    /**
     * Does it; the exit code.
     *
     * @param before the other definitions, or null where there are none to compare with
     * @param named gives files their names in a report
     */
    int with(@Nullable List<Graph> before, UnaryOperator<String> named);
  }

  /** Does something as long as the files are there; its exit code. */
  int compare(Cli cli, WorkspaceOptions workspace, Catalogue catalogue, Comparing doing) {
    if (against == null) {
      return doing.with(null, UnaryOperator.identity());
    }
    if (against.isBlank()) {
      throw workspace.usage("--against is empty: it takes a git revision, a file or a directory");
    }
    Reading reading = new Reading(cli, workspace, catalogue);
    Path path = Path.of(against);
    if (Files.exists(path)) {
      GitRevision.fullName(against, workspace.paths())
          .ifPresent(revision -> {
            throw workspace.usage(
                "--against: \""
                    + against
                    + "\" is both a path and a git revision. Write ./"
                    + against
                    + " for the path, or "
                    + revision
                    + " for the revision");
          });
      return doing.with(
          reading.graphs(List.of(path), UnaryOperator.identity(), UnaryOperator.identity()),
          UnaryOperator.identity());
    }
    try (GitRevision revision = GitRevision.of(against, workspace.paths())) {
      return doing.with(
          reading.graphs(revision.paths(), revision::home, revision::named), revision::named);
    } catch (IOException e) {
      throw workspace.usage("--against: " + e.getMessage());
    }
  }

  private record Reading(Cli cli, WorkspaceOptions workspace, Catalogue catalogue) {
    /** What can be made out: a definition that is mended now was wrong then. */
    List<Graph> graphs(List<Path> paths, UnaryOperator<Path> home, UnaryOperator<String> named) {
      if (paths.isEmpty()) {
        cli.err().println("Of these files none was there: everything is new");
        return List.of();
      }
      Validation was = workspace.validate(paths, home, catalogue, cli.environment());
      if (was.workspace().pipelines().isEmpty() && !was.isValid()) {
        throw workspace.usage(
            "--against: nothing can be made out of it\n"
                + named.apply(ProblemReport.text(was)).strip());
      }
      if (!was.isValid()) {
        cli.err()
            .println("What it is compared with has errors; what can be made out of it counts:");
        cli.err().print(named.apply(ProblemReport.text(was)));
      }
      return was.graphs();
    }
  }
}
