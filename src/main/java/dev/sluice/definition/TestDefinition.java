package dev.sluice.definition;

import dev.sluice.problem.Location;
import dev.sluice.schema.Settings;
import java.util.List;
import java.util.Map;

/**
 * A test of a pipeline, as it is written.
 *
 * @param at where its document begins
 */
public record TestDefinition(Location at, PipelineDefinition pipeline, List<Case> cases) {
  /** Keeps a copy. */
  public TestDefinition {
    cases = List.copyOf(cases);
  }

  /**
   * Records in, records out.
   *
   * @param given by {@link TestKeys#GIVEN_RECORD}
   * @param targets the records that are expected at each target, by its name
   * @param expect what is expected besides, by {@link TestKeys}
   */
  public record Case(
      String name,
      Location at,
      List<Settings> given,
      Map<String, List<Settings>> targets,
      Settings expect) {
    /** Keeps copies. */
    public Case {
      given = List.copyOf(given);
      targets = Map.copyOf(targets);
    }
  }
}
