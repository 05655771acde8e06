package dev.sluice.stage;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import java.util.List;

/** How a source stage is declared and checked. Immutable. */
public interface SourceType {
  /** All keys of such a source but its connection. */
  Section section();

  /**
   * What can be said of the settings before anything runs.
   *
   * @param incremental whether the pipeline reads only what arrives after its first start
   */
  void check(Settings settings, boolean incremental, Problems problems);

  /** Whether values are decoded as JSON, so that expressions may look inside. */
  boolean valueIsJson(Settings settings);

  /** Whether some record may end up as a dead letter. */
  boolean mayDeadLetter(Settings settings);

  /** The topics it names; empty where it names none. */
  List<String> topics(Settings settings);

  /** Whether it reads a topic of this name, where there is one. */
  boolean reads(Settings settings, String topic);

  /** What must be equal for two sources of a cluster to share a reader. */
  Object readerTraits(Settings settings);
}
