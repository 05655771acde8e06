package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.review.SchemaReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sluice schema}. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of pipeline files, for editors.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  sluice schema > sluice.schema.json",
      "and, as the first line of a file: # yaml-language-server: $schema=sluice.schema.json"
    },
    sortOptions = false)
final class SchemaCommand implements Callable<Integer> {
  private final Cli cli;

  SchemaCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    cli.out().print(SchemaReport.of(new Catalogue()));
    return ExitCode.OK;
  }
}
