package dev.sluice.cli;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.Sampling;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.problem.StageException;
import dev.sluice.review.Models;
import dev.sluice.review.ProblemReport;
import dev.sluice.review.Validation;
import dev.sluice.stages.kafka.ModelSampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sluice models}. */
@Command(
    name = "models",
    description = "Shows the topics that sources read, and the fields seen in a sample of each.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  sluice models --save models.json pipelines/orders.yaml"},
    sortOptions = false)
final class ModelsCommand implements Callable<Integer> {
  private final Cli cli;

  @Mixin private WorkspaceOptions workspace = new WorkspaceOptions();

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Writes the models to a file, for validate --models.")
  private @Nullable Path save;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "How many records of each topic; by default as the sources say, or 100.")
  private @Nullable Long sample;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of ${COMPLETION-CANDIDATES}; by default ${DEFAULT-VALUE}.")
  private ReportFormat format = ReportFormat.text;

  ModelsCommand(Cli cli) {
    this.cli = cli;
  }

  @Override
  public Integer call() {
    if (sample != null && sample < 1) {
      throw workspace.usage("--sample must be at least 1");
    }
    if (save != null && !Files.isDirectory(save.toAbsolutePath().resolveSibling("."))) {
      throw workspace.usage("The folder of \"" + save + "\" of --save is not there");
    }
    Validation validation = workspace.validate(new Catalogue(), cli.environment(), true);
    if (!validation.isValid()) {
      cli.err().print(ProblemReport.text(validation));
      return ExitCode.INVALID;
    }
    List<Models.OfSource> sources = new ArrayList<>();
    for (Graph graph : validation.graphs()) {
      for (SourceDefinition source : graph.pipeline().sources()) {
        sources.add(sampled(graph.pipeline().name(), source));
      }
    }
    Models models = new Models(sources);
    cli.out().print(format == ReportFormat.text ? models.text() : models.json());
    if (save != null) {
      save(save, models);
    }
    return models.troubles().stream()
        .mapToInt(trouble -> ExitCode.of(trouble.code()))
        .max()
        .orElse(ExitCode.OK);
  }

  private Models.OfSource sampled(String pipeline, SourceDefinition source) {
    try (Sampling sampling = new Sampling(source)) {
      ModelSampler sampler =
          sampling.sampler(sample == null ? OptionalLong.empty() : OptionalLong.of(sample));
      return new Models.OfSource(pipeline, source.name(), sampler.sample(sampler.topics()), null);
    } catch (StageException e) {
      return new Models.OfSource(pipeline, source.name(), List.of(), e.trouble());
    }
  }

  private void save(Path file, Models models) {
    try {
      Files.writeString(file, models.json());
    } catch (IOException e) {
      throw workspace.unusable("--save", file, "written", e);
    }
  }
}
