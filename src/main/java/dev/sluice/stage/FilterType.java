package dev.sluice.stage;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.value.FieldPath;
import java.util.List;
import java.util.Set;

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
  default List<FieldUse> uses(Settings settings) {
    return List.of();
  }

  /**
   * The paths of fields that are there behind such a filter, whatever came in: names from the value
   * inwards.
   */
  default List<List<String>> makes(Settings settings) {
    return List.of();
  }

  /** The fields that such a filter hides, so that nobody else shows them. */
  default List<FieldPath> masks(Settings settings) {
    return List.of();
  }

  /**
   * What a field comes from that is there behind such a filter.
   *
   * @return the fields before it; the same field where the filter does not move it
   */
  default List<FieldPath> origins(Settings settings, FieldPath field) {
    return List.of(field);
  }

  /**
   * Where a field goes that comes to such a filter.
   *
   * @return the same field where the filter does not move it
   */
  default FieldPath moved(Settings settings, FieldPath field) {
    return field;
  }

  /** Whether a field that came in is surely not there behind such a filter, as it was named. */
  default boolean removes(Settings settings, FieldPath field) {
    return false;
  }

  /** Whether such a filter is there to take fields away. */
  default boolean takesAway() {
    return false;
  }

  /** The fields that such a filter makes the key or the headers of. */
  default List<FieldPath> origins(Settings settings, Outside part) {
    return List.of();
  }

  /** The parts outside of the value that such a filter makes a field of. */
  default Set<Outside> outside(Settings settings, FieldPath field) {
    return Set.of();
  }

  /** The parts outside of the value that such a filter makes the key or the headers of. */
  default Set<Outside> outside(Settings settings, Outside part) {
    return Set.of();
  }

  /** Whether such a filter hides anything. */
  default boolean hides(Settings settings) {
    return masksKey(settings) || !masks(settings).isEmpty();
  }

  /** Whether it hides the key as well. */
  default boolean masksKey(Settings settings) {
    return false;
  }

  /** Whether some record may end up as a dead letter. */
  default boolean mayDeadLetter(Settings settings) {
    return false;
  }

  /** Whether some records go on and others do not. */
  default boolean decides() {
    return false;
  }

  /** Makes one for a lane. The settings were checked without errors. */
  Filter create(String stage, Settings settings);
}
