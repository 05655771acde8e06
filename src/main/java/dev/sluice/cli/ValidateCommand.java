package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice validate}. */
@Command(
    name = "validate",
    description = "Reads, checks and type-checks pipeline files; never dials anything.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice validate --format json pipelines/orders.yaml"},
    sortOptions = false)
final class ValidateCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(names = "--strict", description = "Warnings are errors.")
  private boolean strict;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private ReportFormat format = ReportFormat.text;

  ValidateCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Validation read = workspace.validate(new Catalogue(), cli.environment(), false);
    Validation validation = strict ? read.strict() : read;
    cli.out()
        .print(
            switch (format) {
              case text ->
                  workspace.colors(cli.environment()).severities(ProblemReport.text(validation));
              case json -> ProblemReport.json(validation);
            });
    return validation.isValid() ? ExitCode.OK : ExitCode.INVALID;
  }
}
