package dev.sluice.plan;

import dev.sluice.definition.PipelineDefinition;
import dev.sluice.graph.Graph;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline, and what it is compared with.
 *
 * @param before as it was, or null where it is new, or is compared with nothing
 * @param after as it is, or null where it is removed
 */
record Comparison(
    @Nullable Graph before, @Nullable Graph after, Change change, List<DefinitionChange> changes) {

  /** One with what it was. */
  static Comparison of(Graph before, Graph after) {
    List<DefinitionChange> changes = DefinitionChanges.between(before.pipeline(), after.pipeline());
    return new Comparison(
        before, after, changes.isEmpty() ? Change.UNCHANGED : Change.CHANGED, changes);
  }

  static Comparison added(Graph after) {
    return new Comparison(null, after, Change.NEW, List.of());
  }

  static Comparison removed(Graph before) {
    return new Comparison(before, null, Change.REMOVED, List.of());
  }

  /** Without anything to compare with: what runs now is taken to be this. */
  static Comparison alone(Graph after) {
    return new Comparison(null, after, Change.UNCHANGED, List.of());
  }

  /**
   * Where there is nothing to compare with, what the last run knew of the definition tells.
   *
   * @param fingerprint of the definition of the last start, or null where there was none
   */
  Comparison knowing(@Nullable String fingerprint) {
    if (before != null || change != Change.UNCHANGED) {
      return this;
    }
    Change found =
        fingerprint == null
            ? Change.NEW
            : pipeline().fingerprint().equals(fingerprint) ? Change.UNCHANGED : Change.CHANGED;
    return new Comparison(null, after, found, List.of());
  }

  PipelineDefinition pipeline() {
    return Objects.requireNonNull(after == null ? before : after).pipeline();
  }

  PipelineForecast forecast(
      Verdict verdict,
      String why,
      boolean approximate,
      List<PartitionForecast> partitions,
      List<String> notes) {
    return new PipelineForecast(
        pipeline(), change, changes, verdict, why, approximate, partitions, notes);
  }
}
