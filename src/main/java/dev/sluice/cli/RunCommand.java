package dev.sluice.cli;

import dev.sluice.catalogue.Assembly;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.Inspections;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.PipelineKeys;
import dev.sluice.graph.Graph;
import dev.sluice.review.ConnectionTest;
import dev.sluice.review.Preflight;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.Engine;
import dev.sluice.runtime.Launcher;
import dev.sluice.runtime.PipelinePlan;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.RunClock;
import dev.sluice.runtime.Stages;
import dev.sluice.schema.Settings;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice run}. */
@Command(
    name = "run",
    description = "Runs every pipeline of the workspace until it ends or is told to stop.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice run --agent edge-7 /pipelines"},
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private static final Duration ASKING = Duration.ofSeconds(5);

  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "This runner's name, for pipelines that only it takes; also SLUICE_AGENT.")
  private @Nullable String agent;

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Option(
      names = "--drain-timeout",
      paramLabel = "DURATION",
      defaultValue = "25s",
      converter = DurationConverter.class,
      description = "How long a graceful stop may take; by default ${DEFAULT-VALUE}.")
  private Duration drainTimeout = Duration.ofSeconds(25);

  @Option(
      names = "--retry-for",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long passing faults are retried without progress; by default for ever.")
  private @Nullable Duration retryFor;

  @Option(
      names = "--no-check",
      description = "Starts without testing connections, topics and rights first.")
  private boolean noCheck;

  @Option(names = "--fail-fast", description = "One pipeline that fails stops the others.")
  private boolean failFast;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "Of the final summary: one of ${COMPLETION-CANDIDATES}.")
  private ReportFormat format = ReportFormat.text;

  RunCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    Catalogue catalogue = new Catalogue();
    Validation validation = workspace.validate(catalogue, cli.environment(), true);
    if (!validation.problems().isEmpty()) {
      cli.err()
          .print(workspace.colors(cli.environment()).severities(ProblemReport.text(validation)));
    }
    if (!validation.isValid()) {
      return ExitCode.INVALID;
    }
    EventLog log = new EventLog(cli.err(), workspace.verbose());
    LeftToOthers left = new LeftToOthers(log);
    List<Graph> mine =
        validation.graphs().stream().filter(graph -> isMine(graph.pipeline(), left)).toList();
    if (mine.isEmpty()) {
      left.await(ASKING);
      cli.err().println("sluice: there is no pipeline for this runner");
      return ExitCode.OK;
    }
    return run(mine, catalogue, log);
  }

  private boolean isMine(PipelineDefinition pipeline, LeftToOthers left) {
    String name = agent == null ? cli.environment().get("SLUICE_AGENT") : agent;
    boolean mine =
        pipeline.agent().equals(PipelineDefinition.ANY_AGENT) || pipeline.agent().equals(name);
    if (!mine) {
      left.leave(pipeline);
    }
    return mine;
  }

  private int run(List<Graph> graphs, Catalogue catalogue, EventLog log) {
    List<PipelineResult> results = results(graphs, catalogue, log);
    cli.out()
        .print(
            switch (format) {
              case text -> Summary.text(results);
              case json -> Summary.json(results, log);
            });
    return results.stream().mapToInt(RunCommand::exitCode).max().orElse(ExitCode.OK);
  }

  private List<PipelineResult> results(List<Graph> graphs, Catalogue catalogue, EventLog log) {
    PipelineRun.World world =
        new PipelineRun.World(RunClock.system(), Launcher.threads(), new SecureRandom(), log);
    Inspections inspections = new Inspections(catalogue, false, checkpoints.directory());
    try (ConnectionTest test = ConnectionTest.beforeRun(inspections, cli.clock())) {
      Preflight preflight = new Preflight(test, graphs.size());
      List<PipelineRun> runs =
          graphs.stream()
              .map(graph -> {
                Stages.Factory stages = Assembly.of(catalogue, graph, checkpoints.directory());
                return new PipelineRun(
                    plan(graph), noCheck ? stages : preflight.before(graph, stages), world);
              })
              .toList();
      Engine engine = new Engine(runs, Launcher.threads(), failFast);
      Signals.handle(engine::stop, drainTimeout);
      try (Progress _ = new Progress(runs, log);
          ModelRounds _ = new ModelRounds(graphs, log, cli.clock())) {
        return engine.run();
      }
    }
  }

  private PipelinePlan plan(Graph graph) {
    Settings checkpoint = graph.pipeline().checkpoint().settings();
    return new PipelinePlan(
        graph,
        Assembly.lanes(graph.pipeline()),
        checkpoint.get(PipelineKeys.INTERVAL),
        checkpoint.get(PipelineKeys.RECORDS),
        retryFor);
  }

  private static int exitCode(PipelineResult result) {
    return result.ending() instanceof Ending.Failed failed
        ? ExitCode.of(failed.trouble().code())
        : ExitCode.OK;
  }
}
