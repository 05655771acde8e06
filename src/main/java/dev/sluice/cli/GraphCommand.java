package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.graph.Drawing;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice graph}. */
@Command(
    name = "graph",
    description = "Draws each pipeline's stages and who reads whom.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice graph --format mermaid pipelines/orders.yaml"},
    sortOptions = false)
final class GraphCommand implements Callable<Integer> {
  /** The languages a picture may be in. */
  enum Language {
    text(Drawing.TEXT),
    mermaid(Drawing.MERMAID),
    dot(Drawing.DOT);

    private final Drawing drawing;

    Language(Drawing drawing) {
      this.drawing = drawing;
    }
  }

  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Language format = Language.text;

  GraphCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Validation validation = workspace.validate(new Catalogue(), cli.environment(), false);
    if (!validation.isValid()) {
      cli.err().print(ProblemReport.text(validation));
      return ExitCode.INVALID;
    }
    cli.out()
        .print(
            validation.graphs().stream()
                .map(format.drawing::draw)
                .collect(Collectors.joining("\n")));
    return ExitCode.OK;
  }
}
