package dev.sluice.stage;

import dev.sluice.problem.Location;
import dev.sluice.problem.Written;
import dev.sluice.value.FieldPath;
import java.util.List;

/**
 * A field of the value that a filter looks at.
 *
 * @param path names from the value inwards; {@code []} for an array's item
 * @param at where the expression stands
 * @param setting the expression's path in its document
 * @param column in the expression, from 1; 0 where that is not known
 * @param guard whether it asks only if the field is there
 * @param certain whether the filter reads it on every record that has a value
 * @param written the expression or path as it stands in the file, with the names of variables
 */
public record FieldUse(
    List<String> path,
    Location at,
    String setting,
    int column,
    boolean guard,
    boolean certain,
    String written) {
  /** Keeps a copy. */
  public FieldUse {
    path = List.copyOf(path);
  }

  /** Whether a message may quote the names of a path: they stand in the file, in no variable. */
  public boolean shows(List<String> names) {
    return names.stream()
        .allMatch(name -> name.equals(FieldPath.ITEM) || Written.shows(written, name));
  }
}
