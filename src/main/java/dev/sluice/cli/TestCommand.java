package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.graph.Graph;
import dev.sluice.problem.Printable;
import dev.sluice.problem.StageException;
import dev.sluice.review.Validation;
import dev.sluice.testing.Capture;
import dev.sluice.testing.TestReport;
import dev.sluice.testing.TestResults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice test}. */
@Command(
    name = "test",
    description = "Runs the pipelines' own tests in memory: records in, records out.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice test --coverage --min-coverage 80 pipelines"},
    sortOptions = false)
final class TestCommand implements Callable<Integer> {
  /** How the results are told. */
  enum Format {
    text,
    json,
    junit,
    github,
    markdown
  }

  private static final int NOTHING = -1;
  private static final int ALL = 100;

  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(
      names = "--coverage",
      description = "Names every filter, and each outcome of every where, that no case shows.")
  private boolean coverage;

  @Option(
      names = "--min-coverage",
      paramLabel = "PERCENT",
      defaultValue = "-1",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Exit 1 where fewer of them are shown.")
  private int minCoverage = NOTHING;

  @Option(names = "--require-tests", description = "Exit 1 if there are no tests.")
  private boolean requireTests;

  @Mixin private OnePipeline chosen = new OnePipeline();

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "Writes a new test from the newest live records, masked, into a new file.")
  private @Nullable Path capture;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many records of a source it takes, at most; by default ${DEFAULT-VALUE}.")
  private long limit;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  TestCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (minCoverage < NOTHING || minCoverage > ALL) {
      throw workspace.usage("--min-coverage must be from 0 to 100");
    }
    Catalogue catalogue = new Catalogue();
    Validation validation = workspace.validate(catalogue, cli.environment(), capture != null);
    if (!validation.isValid()) {
      return workspace.invalid(cli, validation, format);
    }
    if (capture != null) {
      return capture(capture, chosen.of(workspace, validation.graphs()), catalogue);
    }
    List<Graph> graphs =
        chosen.isGiven() ? List.of(chosen.of(workspace, validation.graphs())) : validation.graphs();
    TestResults results = TestResults.of(validation.workspace().tests(), graphs, catalogue);
    if (results.cases().isEmpty()) {
      cli.err()
          .println(
              requireTests
                  ? "error: there are no tests, and --require-tests asks for one"
                  : "There is no test among the files: nothing was tested (--require-tests makes"
                      + " this an error)");
    }
    cli.out()
        .print(
            switch (format) {
              case text -> TestReport.text(results, coverage || minCoverage >= 0);
              case json -> TestReport.json(results);
              case junit -> TestReport.junit(results);
              case github -> TestReport.github(results);
              case markdown -> TestReport.markdown(results);
            });
    boolean untested = requireTests && results.cases().isEmpty();
    return results.failed() > 0 || untested || tooLittle(results) ? ExitCode.FAILED : ExitCode.OK;
  }

  private int capture(Path file, Graph graph, Catalogue catalogue) {
    Capture captured = new Capture(graph, catalogue);
    try {
      captured.read(limit);
      if (captured.size() == 0) {
        cli.err().println("There is no record to make a test of");
        return ExitCode.FAILED;
      }
      String name = "captured at " + cli.clock().instant().truncatedTo(ChronoUnit.SECONDS);
      NewFile.write(file, captured.test(name));
    } catch (StageException e) {
      cli.err().println(graph.pipeline().name() + ": " + e.trouble());
      return ExitCode.of(e.trouble().code());
    } catch (IOException e) {
      throw workspace.unusable("--capture", file, "made", e);
    }
    cli.out()
        .println(
            Printable.counted(captured.size(), "record")
                + " captured to "
                + file
                + (captured.leftOut() == 0
                    ? ""
                    : "; " + captured.leftOut() + " left out that are not UTF-8"));
    return ExitCode.OK;
  }

  private boolean tooLittle(TestResults results) {
    int percent = results.coverage().percent();
    if (percent >= minCoverage) {
      return false;
    }
    cli.err()
        .println(
            "The coverage is " + percent + " %, and --min-coverage asks for " + minCoverage + " %");
    return true;
  }
}
