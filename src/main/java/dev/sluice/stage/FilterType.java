package dev.sluice.stage;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import java.util.List;

/** How a kind of filter is declared, checked and made. Immutable. */
public interface FilterType {
  /** The key that makes a filter one of this kind; its name is the kind's. */
  Key<?> key();

  /** All keys of such a filter, {@link #key()} first. */
  Section section();

  /**
   * What can be said of the settings before anything runs.
   *
   * @param valueIsJson whether every source that reaches the filter decodes its values
   */
  void check(Settings settings, boolean valueIsJson, Problems problems);

  /** The fields of the value that such a filter names; none where the settings are not sound. */
  List<FieldUse> uses(Settings settings);

  /** Whether some record may end up as a dead letter. */
  boolean mayDeadLetter(Settings settings);

  /** Makes one for a lane. The settings were checked without errors. */
  Filter create(String stage, Settings settings);
}
