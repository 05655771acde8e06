package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.expression.ExpressionException;
import dev.sluice.graph.Graph;
import dev.sluice.message.Message;
import dev.sluice.offsets.Destination;
import dev.sluice.plan.Pairing;
import dev.sluice.preview.Preview;
import dev.sluice.preview.PreviewReport;
import dev.sluice.preview.SampleRange;
import dev.sluice.preview.Trial;
import dev.sluice.problem.StageException;
import dev.sluice.review.Validation;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice preview}. */
@Command(
    name = "preview",
    description =
        "Reads a bounded range of live records without group, commit or write, and shows what each stage does to them; with --against, which records the change would now keep, drop or alter.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  sluice preview --limit 200 pipelines/orders.yaml",
      "  sluice preview --against origin/main --where 'value.region == \"EU\"' pipelines/orders.yaml"
    },
    sortOptions = false)
final class PreviewCommand implements Callable<Integer> {
  /** How the preview is told. */
  enum Format {
    text,
    json,
    markdown
  }

  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Mixin private OnePipeline chosen = new OnePipeline();

  @Mixin private AgainstOptions against = new AgainstOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many records of a source, at most; by default ${DEFAULT-VALUE}.")
  private long limit;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many of them are shown; by default ${DEFAULT-VALUE}.")
  private int samples;

  @Option(
      names = "--from",
      paramLabel = "WHERE",
      description =
          "Where to begin: earliest, an offset or a time; by default the newest are read.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "WHERE",
      description = "Where to end: an offset or a time; by default the end.")
  private @Nullable String to;

  @Option(
      names = "--partition",
      paramLabel = "N",
      description = "Of every topic this partition alone.")
  private @Nullable Integer partition;

  @Option(
      names = "--where",
      paramLabel = "CEL",
      description = "Of these records only those on which it holds.")
  private @Nullable String where;

  @Option(
      names = "--mask",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Hides what mask filters name; --no-mask shows it.")
  private boolean mask;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private Format format = Format.text;

  PreviewCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (limit < 1 || samples < 0) {
      throw workspace.usage("--limit must be at least 1, and --samples at least 0");
    }
    SampleRange range =
        new SampleRange(limit, destination("--from", from), destination("--to", to), partition);
    Catalogue catalogue = new Catalogue();
    Predicate<Message> counts = condition(catalogue);
    Validation validation = workspace.validate(catalogue, cli.environment(), true);
    if (!validation.isValid()) {
      return workspace.invalid(cli, validation, format);
    }
    Graph graph = chosen.of(workspace, validation.graphs());
    return against.compare(
        cli,
        workspace,
        catalogue,
        (before, named) -> {
          Graph was = before == null ? null : Pairing.of(before, validation.graphs(), graph);
          if (before != null && was == null) {
            cli.err()
                .println(graph.pipeline().name() + " is new: there is nothing to compare it with");
          }
          if (was != null && !unset(was).isEmpty()) {
            cli.err()
                .println(
                    graph.pipeline().name()
                        + " cannot be compared: as it was it is without a value: "
                        + String.join(", ", unset(was)));
            return ExitCode.ENVIRONMENT;
          }
          return preview(new Trial(catalogue, graph, was, samples, mask, counts), range, named);
        });
  }

  /** A mask without its secret would make every record another one. */
  private static Set<String> unset(Graph graph) {
    Set<String> unset = graph.pipeline().unsetToDial();
    graph.pipeline().filters().forEach(filter -> unset.addAll(filter.settings().unset()));
    return unset;
  }

  private int preview(Trial trial, SampleRange range, UnaryOperator<String> named) {
    try {
      Preview preview = trial.run(range);
      cli.out()
          .print(
              switch (format) {
                case text -> PreviewReport.text(preview);
                case json -> PreviewReport.json(preview);
                case markdown -> PreviewReport.markdown(preview);
              });
      return ExitCode.OK;
    } catch (StageException e) {
      cli.err().println(named.apply(e.trouble().toString()));
      return ExitCode.of(e.trouble().code());
    }
  }

  private @Nullable Destination destination(String option, @Nullable String text) {
    try {
      return text == null ? null : Destination.parse(text);
    } catch (IllegalArgumentException e) {
      throw workspace.usage(option + ": " + e.getMessage());
    }
  }

  private Predicate<Message> condition(Catalogue catalogue) {
    try {
      return where == null ? message -> true : catalogue.condition(where);
    } catch (ExpressionException e) {
      throw workspace.usage(
          "--where: " + e.getMessage() + (e.hint() == null ? "" : ". " + e.hint()));
    }
  }
}
