package dev.sluice.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice completion}. */
@Command(
    name = "completion",
    description = "Prints shell completion for bash, zsh or fish.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  source <(sluice completion bash)",
      "  sluice completion fish > ~/.config/fish/completions/sluice.fish"
    },
    sortOptions = false)
final class CompletionCommand implements Callable<Integer> {
  /** The shells that can be helped. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  private final Cli cli;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  CompletionCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.parent().commandLine();
    cli.out()
        .print(
            switch (shell) {
              // zsh reads bash's, which the script itself arranges for
              case bash, zsh -> AutoComplete.bash("sluice", root);
              case fish -> FishCompletion.of(root);
            });
    return ExitCode.OK;
  }
}
