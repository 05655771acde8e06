package dev.sluice.plan;

import dev.sluice.definition.PipelineDefinition;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What would become of one pipeline.
 *
 * @param pipeline as it is; where it is removed, as it was
 * @param definition what it means differently
 * @param verdict the first that fits
 * @param why what made it so where no partition says it; empty for nothing
 * @param approximate whether numbers are upper bounds on records: offsets may be missing in a log
 * @param partitions the dangerous first
 * @param notes what else there is to say
 */
public record PipelineForecast(
    PipelineDefinition pipeline,
    Change change,
    List<DefinitionChange> definition,
    Verdict verdict,
    String why,
    boolean approximate,
    List<PartitionForecast> partitions,
    List<String> notes) {
  /** Keeps copies, and sorts partitions. */
  public PipelineForecast {
    definition = List.copyOf(definition);
    notes = List.copyOf(notes);
    partitions =
        partitions.stream()
            .sorted(
                Comparator.comparing(PartitionForecast::verdict, Comparator.reverseOrder())
                    .thenComparing(PartitionForecast::partition))
            .toList();
  }

  /** Nobody was asked, or somebody did not answer. */
  static PipelineForecast unknown(Comparison comparison, String why) {
    return comparison.forecast(Verdict.UNKNOWN, why, false, List.of(), List.of());
  }

  /** The worst of some partitions. */
  public static Verdict worst(List<PartitionForecast> partitions) {
    return partitions.stream()
        .map(PartitionForecast::verdict)
        .max(Comparator.naturalOrder())
        .orElse(Verdict.SAFE);
  }

  /** The sum over all partitions. */
  public long sum(ToLongFunction<PartitionForecast> number) {
    return partitions.stream().mapToLong(number).sum();
  }
}
