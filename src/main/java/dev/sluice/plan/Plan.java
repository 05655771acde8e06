package dev.sluice.plan;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.graph.Graph;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would happen if some files were deployed.
 *
 * @param at the time that the numbers hold for
 * @param online whether brokers and stores were asked
 * @param pipelines the dangerous first
 */
public record Plan(Instant at, boolean online, List<PipelineForecast> pipelines) {
  /** Sorts. */
  public Plan {
    pipelines =
        pipelines.stream()
            .sorted(
                Comparator.comparing(PipelineForecast::verdict, Comparator.reverseOrder())
                    .thenComparing(PipelineForecast::change)
                    .thenComparing(each -> each.pipeline().at().file())
                    .thenComparing(each -> each.pipeline().name()))
            .toList();
  }

  /**
   * Makes one.
   *
   * @param before the pipelines to compare with, or null to compare with what the stores keep
   * @param offline leaves brokers and stores alone: then every verdict is unknown
   * @param checkpointDirectory wins over the definitions', or null
   */
  public static Plan of(
      Catalogue catalogue,
      @Nullable List<Graph> before,
      List<Graph> after,
      boolean offline,
      @Nullable Path checkpointDirectory,
      Instant now) {
    List<Comparison> comparisons =
        before == null ? after.stream().map(Comparison::alone).toList() : Pairing.of(before, after);
    Forecaster forecaster = new Forecaster(catalogue, checkpointDirectory, now);
    return new Plan(
        now.truncatedTo(ChronoUnit.SECONDS),
        !offline,
        comparisons.stream()
            .map(each ->
                offline
                    ? PipelineForecast.unknown(each, "nobody was asked (--offline)")
                    : forecaster.of(each))
            .toList());
  }

  /** Whether a definition means something else. */
  public boolean changes() {
    return pipelines.stream().anyMatch(each -> each.change() != Change.UNCHANGED);
  }

  /** Whether a verdict is this one or worse; unknown ones aside. */
  public boolean isAtLeast(Verdict limit) {
    return pipelines.stream()
        .map(PipelineForecast::verdict)
        .filter(verdict -> verdict != Verdict.UNKNOWN)
        .anyMatch(verdict -> verdict.compareTo(limit) >= 0);
  }

  /** Whether somebody was asked and did not answer. */
  public boolean isIncomplete() {
    return online && pipelines.stream().anyMatch(each -> each.verdict() == Verdict.UNKNOWN);
  }
}
