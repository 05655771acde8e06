package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.plan.Plan;
import dev.sluice.plan.PlanReport;
import dev.sluice.plan.Verdict;
import dev.sluice.review.Validation;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice plan}. */
@Command(
    name = "plan",
    description =
        "What would happen if these files were deployed: per partition what is resumed, replayed, skipped or lost; with --against, what changed in meaning and what that does. Writes nothing.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sluice plan --against origin/main --format markdown pipelines",
      "  sluice plan --against origin/main --offline --exit-code pipelines"
    },
    sortOptions = false)
final class PlanCommand implements Callable<Integer> {
  /** How the plan is told. */
  enum Format {
    text,
    json,
    markdown,
    github
  }

  /** From which verdict on it is a failure. */
  enum Limit {
    stops(Verdict.STOPS),
    may_lose(Verdict.MAY_LOSE),
    skips(Verdict.SKIPS),
    replays(Verdict.REPLAYS);

    private final Verdict verdict;

    Limit(Verdict verdict) {
      this.verdict = verdict;
    }
  }

  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private AgainstOptions against = new AgainstOptions();

  @Option(names = "--offline", description = "Compares the files; leaves brokers and stores alone.")
  private boolean offline;

  @Option(names = "--exit-code", description = "Exit 4 where a definition has changed.")
  private boolean exitCode;

  @Option(
      names = "--fail-on",
      paramLabel = "VERDICT",
      description = "Exit 1 where a verdict is this or worse: one of ${COMPLETION-CANDIDATES}.")
  private @Nullable Limit failOn;

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  PlanCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (offline && failOn != null) {
      throw workspace.usage("--fail-on needs the brokers: it does not go with --offline");
    }
    if (offline && !against.isGiven()) {
      throw workspace.usage("--offline compares files with others: say which with --against");
    }
    Catalogue catalogue = new Catalogue();
    Validation validation = workspace.validate(catalogue, cli.environment(), false);
    if (!validation.isValid()) {
      return workspace.invalid(cli, validation, format);
    }
    return against.compare(
        cli,
        workspace,
        catalogue,
        (before, named) -> {
          Plan plan =
              Plan.of(
                  catalogue,
                  before,
                  validation.graphs(),
                  offline,
                  checkpoints.directory(),
                  cli.clock().instant());
          cli.out().print(named.apply(report(plan)));
          return code(plan);
        });
  }

  private String report(Plan plan) {
    return switch (format) {
      case text -> PlanReport.text(plan);
      case json -> PlanReport.json(plan);
      case markdown -> PlanReport.markdown(plan);
      case github -> PlanReport.github(plan);
    };
  }

  private int code(Plan plan) {
    if (failOn != null && plan.isAtLeast(failOn.verdict)) {
      return ExitCode.FAILED;
    }
    if (plan.isIncomplete()) {
      return ExitCode.ENVIRONMENT;
    }
    return exitCode && plan.changes() ? ExitCode.CHANGED : ExitCode.OK;
  }
}
