package dev.sluice.cli;

import dev.sluice.catalogue.Assembly;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.graph.Graph;
import dev.sluice.observe.EventLog;
import dev.sluice.problem.StageException;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import dev.sluice.runtime.Stages;
import dev.sluice.verify.Verdict;
import dev.sluice.verify.Verification;
import dev.sluice.verify.VerifyReport;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice verify}. */
@Command(
    name = "verify",
    description =
        "Compares what pipelines have read with what their targets hold: exit 1 where a record is lost, repeated, reordered or altered. Records that were refused, and went elsewhere, count as lost.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice verify --last 100000 pipelines/orders.yaml"},
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "Only the newest N offsets that were read of each partition; by default all.")
  private long last = Long.MAX_VALUE;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private ReportFormat format = ReportFormat.text;

  VerifyCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (last < 1) {
      throw workspace.usage("--last must be at least 1");
    }
    Catalogue catalogue = new Catalogue();
    Validation validation = workspace.validate(catalogue, cli.environment(), true);
    if (!validation.isValid()) {
      cli.err().print(ProblemReport.text(validation));
      return ExitCode.INVALID;
    }
    EventLog log = workspace.log(cli);
    return validation.graphs().stream()
        .mapToInt(graph -> verify(graph, catalogue, log))
        .max()
        .orElse(ExitCode.OK);
  }

  private int verify(Graph graph, Catalogue catalogue, EventLog log) {
    String name = graph.pipeline().name();
    try (Stages stages = Assembly.of(catalogue, graph, checkpoints.directory()).open(log)) {
      List<Verdict> verdicts = new Verification(graph, stages, last).run();
      cli.out()
          .print(
              format == ReportFormat.text
                  ? VerifyReport.text(name, verdicts)
                  : VerifyReport.json(name, verdicts));
      return verdicts.stream().allMatch(Verdict::isClean) ? ExitCode.OK : ExitCode.FAILED;
    } catch (StageException e) {
      cli.err().println(name + ": " + e.trouble());
      return ExitCode.of(e.trouble().code());
    }
  }
}
