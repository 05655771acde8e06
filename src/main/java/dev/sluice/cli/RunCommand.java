package dev.sluice.cli;

import dev.sluice.catalogue.Assembly;
import dev.sluice.catalogue.Catalogue;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.Workspace;
import dev.sluice.definition.WorkspaceStamp;
import dev.sluice.graph.Graph;
import dev.sluice.observe.EventLog;
import dev.sluice.observe.Journal;
import dev.sluice.observe.LogEntry;
import dev.sluice.observe.LogFormat;
import dev.sluice.problem.FatalException;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
      names = "--retry-failed",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = RetryFailedConverter.class,
      description =
          "A pipeline that failed for what it runs against (exit code 3) is started again, after"
              + " growing pauses of at most this long, while others run or with --watch; off for"
              + " never; by default ${DEFAULT-VALUE}.")
  private Duration retryFailed = Duration.ofMinutes(5);

  @Option(
      names = "--no-check",
      description = "Starts without testing connections, topics and rights first.")
  private boolean noCheck;

  @Option(
      names = "--dry-run",
      description =
          "Reads and filters from where the pipelines stand, and joins, writes and saves nothing.")
  private boolean dryRun;

  @Option(names = "--fail-fast", description = "One pipeline that fails stops the others.")
  private boolean failFast;

  @Option(
      names = "--watch",
      description =
          "Reads the files again when they change, or at SIGHUP: what has changed stops at a"
              + " checkpoint and starts again; runs until it is told to stop.")
  private boolean watch;

  @Mixin private HttpOptions http = new HttpOptions();

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "Of the log on standard error: one of ${COMPLETION-CANDIDATES}; json is one event a line,"
              + " the summary too.")
  private LogFormat logFormat = LogFormat.text;

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
    Signals.endAtOnce(); // nothing has begun that would have to be put in order
    http.check(cli.environment());
    WorkspaceStamp stamp =
        watch ? WorkspaceStamp.of(workspace.paths()) : WorkspaceStamp.NONE; // before it is read
    Catalogue catalogue = new Catalogue();
    Validation validation = read(catalogue);
    tell(validation);
    if (!validation.isValid()) {
      return ExitCode.INVALID;
    }
    try (RunScreen screen = RunScreen.open(cli, workspace, logFormat)) {
      LeftToOthers left = new LeftToOthers(screen.log());
      List<Graph> mine = mine(validation.graphs(), left);
      if (mine.isEmpty() && !watch) {
        left.await(ASKING);
        screen
            .log()
            .entry(LogEntry.info("nothing_to_run", null, "there is no pipeline for this runner"));
        return ExitCode.OK;
      }
      Set<Path> named = named(validation.workspace(), mine);
      return run(mine, catalogue, screen, stamp.and(WorkspaceStamp.ofFiles(named)), left, named);
    }
  }

  /** The files that definitions name: secrets, and what connections prove themselves with. */
  private static Set<Path> named(Workspace workspace, List<Graph> graphs) {
    Set<Path> named = new TreeSet<>(workspace.secretFiles());
    graphs.forEach(graph -> named.addAll(Assembly.files(graph.pipeline())));
    return named;
  }

  private Validation read(Catalogue catalogue) {
    return workspace.validate(catalogue, cli.environment(), true);
  }

  private void tell(Validation validation) {
    if (validation.problems().isEmpty()) {
      return;
    }
    switch (logFormat) {
      case text ->
          cli.err()
              .print(
                  workspace.colors(cli.environment()).severities(ProblemReport.text(validation)));
      case json -> new ProblemLog(workspace.log(cli, logFormat, cli::log)).tell(validation);
    }
  }

  private List<Graph> mine(List<Graph> graphs, LeftToOthers left) {
    return graphs.stream().filter(graph -> isMine(graph.pipeline(), left)).toList();
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

  private int run(
      List<Graph> graphs,
      Catalogue catalogue,
      RunScreen screen,
      WorkspaceStamp stamp,
      LeftToOthers left,
      Set<Path> named) {
    Journal journal = new Journal();
    RunSession session =
        new RunSession(
            screen,
            journal,
            new Fleet.Options(
                catalogue,
                checkpoints.directory(),
                !noCheck,
                retryFor,
                retryFailed,
                failFast,
                dryRun,
                cli.clock()),
            cli.environment(),
            drainTimeout);
    if (dryRun) {
      screen.log().entry(LogEntry.info("dry_run", null, "dry run: nothing is written or saved"));
    }
    List<PipelineResult> results;
    try {
      results =
          session.run(
              graphs,
              http,
              !watch
                  ? null
                  : fleet ->
                      new Watch(
                          new Watch.Watched(workspace.paths(), named),
                          stamp,
                          new Reload(
                              () -> read(catalogue),
                              all -> mine(all, left),
                              RunCommand::named,
                              fleet,
                              graphs,
                              named,
                              screen.log(),
                              drainTimeout)));
    } catch (FatalException e) {
      screen.log().entry(LogEntry.error("not_started", null, e.trouble()));
      return ExitCode.of(e.trouble().code());
    }
    summarize(results, journal, screen.log());
    return results.stream().mapToInt(RunCommand::exitCode).max().orElse(ExitCode.OK);
  }

  private void summarize(List<PipelineResult> results, Journal journal, EventLog log) {
    switch (format) {
      case json -> cli.out().print(Summary.json(results, journal));
      case text -> {
        switch (logFormat) {
          case text -> cli.out().print(Summary.text(results));
          case json -> Summary.log(results, log);
        }
      }
    }
  }

  private static int exitCode(PipelineResult result) {
    return result.ending() instanceof Ending.Failed failed
        ? ExitCode.of(failed.trouble().code())
        : ExitCode.OK;
  }
}
