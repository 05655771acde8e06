package dev.sluice.stage;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import org.jspecify.annotations.Nullable;

/** How a target stage is declared and checked. Immutable. */
public interface TargetType {
  /** All keys of such a target but its connection and where it reads from. */
  Section section();

  /** What can be said of the settings before anything runs. */
  void check(Settings settings, Problems problems);

  /** The topic it writes, with {@code {topic}} for the source's; null where that is not known. */
  @Nullable String topic(Settings settings);

  /** What keeps a target with these settings from being written exactly once. */
  void checkExactlyOnce(Settings settings, Problems problems);

  /** What must be equal for two targets of a cluster to share a producer. */
  Object writerTraits(Settings settings);

  /** Whether some record may end up as a dead letter. */
  boolean mayDeadLetter(Settings settings);
}
