package dev.sluice.definition;

import dev.sluice.schema.Settings;
import dev.sluice.stage.FilterType;
import java.util.List;

/** A stage as it is written. */
public sealed interface StageDefinition {
  /** Unique within the pipeline. */
  String name();

  /** The keys with their places. */
  Settings settings();

  /** A stage that reads a cluster. */
  record SourceDefinition(String name, ConnectionDefinition connection, Settings settings)
      implements StageDefinition {}

  /** A stage between. */
  record FilterDefinition(String name, List<String> from, FilterType type, Settings settings)
      implements StageDefinition {}

  /** A stage that writes to a cluster. */
  record TargetDefinition(
      String name, List<String> from, ConnectionDefinition connection, Settings settings)
      implements StageDefinition {}
}
