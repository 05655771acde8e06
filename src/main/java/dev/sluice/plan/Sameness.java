package dev.sluice.plan;

import dev.sluice.definition.PipelineDefinition;

/** Whether a definition that was read again asks for anything else. */
public final class Sameness {
  private Sameness() {}

  /**
   * Whether two come to the same: layout, descriptions, labels and the names of connections aside;
   * what variables stand for counts.
   */
  public static boolean of(PipelineDefinition before, PipelineDefinition after) {
    return DefinitionChanges.between(before, after).isEmpty()
        && before.substituted().equals(after.substituted());
  }
}
