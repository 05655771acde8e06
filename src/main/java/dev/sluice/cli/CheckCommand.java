package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.Inspections;
import dev.sluice.check.Finding;
import dev.sluice.check.Item;
import dev.sluice.check.Outcome;
import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.review.CheckReport;
import dev.sluice.review.ConnectionTest;
import dev.sluice.review.Findings;
import dev.sluice.review.Validation;
import dev.sluice.schema.Nearest;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice check}. */
@Command(
    name = "check",
    description = "Tests connections, topics, rights and stores; writes nothing, ends within 15 s.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sluice check pipelines/orders.yaml",
      "  sluice check --connection shop --format json pipelines"
    },
    sortOptions = false)
final class CheckCommand implements Callable<Integer> {
  /** How the findings are told. */
  enum Format {
    text,
    json,
    github,
    sarif,
    junit
  }

  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(names = "--connection", paramLabel = "NAME", description = "Tests this connection alone.")
  private @Nullable String connection;

  @Option(
      names = "--probe-write",
      description = "Writes one record {} to each target and dead letter topic, too.")
  private boolean probeWrite;

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  CheckCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Catalogue catalogue = new Catalogue();
    Validation validation = workspace.validate(catalogue, cli.environment(), true);
    Findings definition = Findings.of(validation);
    Findings all =
        validation.isValid()
            ? definition.with(test(catalogue, validation))
            : definition.withoutTheRest();
    cli.out()
        .print(
            switch (format) {
              case text -> workspace.colors(cli.environment()).severities(CheckReport.text(all));
              case json -> CheckReport.json(all);
              case github -> CheckReport.github(all);
              case sarif -> CheckReport.sarif(all, Version.text());
              case junit -> CheckReport.junit(all);
            });
    return all.all().stream().mapToInt(CheckCommand::exitCode).max().orElse(ExitCode.OK);
  }

  private Findings test(Catalogue catalogue, Validation validation) {
    Inspections inspections = new Inspections(catalogue, probeWrite, checkpoints.directory());
    try (ConnectionTest test = ConnectionTest.whole(inspections, cli.clock())) {
      return connection == null
          ? test.workspace(validation.workspace().connections(), validation.graphs())
          : test.connections(named(connection, validation));
    }
  }

  private List<ConnectionDefinition> named(String name, Validation validation) {
    List<ConnectionDefinition> all = validation.workspace().connections();
    List<ConnectionDefinition> found =
        all.stream().filter(each -> each.name().equals(name)).toList();
    if (found.isEmpty()) {
      throw workspace.usage(
          "There is no Connection \""
              + name
              + "\". "
              + Nearest.hint(name, all.stream().map(ConnectionDefinition::name).toList()));
    }
    return found;
  }

  private static int exitCode(Finding finding) {
    if (!(finding.outcome() instanceof Outcome.Fail)) {
      return ExitCode.OK;
    }
    return finding.item() == Item.DEFINITION ? ExitCode.INVALID : ExitCode.ENVIRONMENT;
  }
}
