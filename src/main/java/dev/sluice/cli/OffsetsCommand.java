package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice offsets}: shows positions, and changes them. */
@Command(
    name = "offsets",
    description = "Shows and changes positions; changes are refused while the pipeline runs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice offsets show pipelines"},
    sortOptions = false)
final class OffsetsCommand implements Callable<Integer> {
  private final Cli cli;

  @Spec private CommandSpec spec;

  OffsetsCommand(Cli cli) {
    this.cli = cli;
  }

  /** The verb with those below it. */
  static CommandLine line(Cli cli) {
    return new CommandLine(new OffsetsCommand(cli))
        .addSubcommand(new OffsetsShowCommand(cli))
        .addSubcommand(new OffsetsLagCommand(cli))
        .addSubcommand(new OffsetsResetCommand(cli))
        .addSubcommand(new OffsetsSetCommand(cli))
        .addSubcommand(new OffsetsExportCommand(cli))
        .addSubcommand(new OffsetsImportCommand(cli));
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(cli.err());
    return ExitCode.INVALID;
  }
}
