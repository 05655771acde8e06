package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.model.Model;
import dev.sluice.model.ModelFile;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
  /** How problems are told. */
  enum Format {
    text,
    json,
    github,
    sarif,
    junit
  }

  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(names = "--strict", description = "Warnings are errors.")
  private boolean strict;

  @Option(
      names = "--models",
      paramLabel = "FILE",
      description = "What models --save wrote: warns of fields that no topic has.")
  private @Nullable Path models;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  ValidateCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Validation read =
        workspace.validate(
            new Catalogue(), cli.environment(), false, models == null ? List.of() : read(models));
    Validation validation = strict ? read.strict() : read;
    cli.out()
        .print(
            switch (format) {
              case text ->
                  workspace.colors(cli.environment()).severities(ProblemReport.text(validation));
              case json -> ProblemReport.json(validation);
              case github -> ProblemReport.github(validation);
              case sarif -> ProblemReport.sarif(validation, Version.text());
              case junit -> ProblemReport.junit(validation);
            });
    return validation.isValid() ? ExitCode.OK : ExitCode.INVALID;
  }

  private List<Model> read(Path file) {
    try {
      return ModelFile.read(file);
    } catch (IOException e) {
      throw workspace.unusable("--models", file, "read", e);
    }
  }
}
