package dev.sluice.stages.filter;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Shape;
import dev.sluice.schema.Type;
import dev.sluice.schema.Types;
import dev.sluice.stage.FieldUse;
import dev.sluice.value.FieldPath;
import java.util.Collection;
import java.util.List;

/** The fields' paths of filters: how they are declared and checked. */
final class Paths {
  /** A key's type. */
  static final Type<Located<FieldPath>> TYPE =
      Types.located(
          Types.scalar(FieldPath.EXPECTED, new Shape.Text(FieldPath.FORM), FieldPath::parse));

  private Paths() {}

  /** Only where values are decoded can a filter look inside. */
  static void checkDecoded(Settings settings, Key<?> key, boolean valueIsJson, Problems problems) {
    if (!valueIsJson) {
      problems.error(
          ProblemCode.OPAQUE_VALUE,
          settings.at(key),
          settings.path(key),
          "the value is opaque with format: raw, and this filter looks inside",
          "Use format: json, or key, headers and where on what is outside of the value");
    }
  }

  /** One that names a single place, outside of arrays. */
  static void checkSingle(Located<FieldPath> path, Problems problems) {
    if (path.value().hasItems()) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          path.at(),
          path.path(),
          "\"" + path.written() + "\" goes into a list, which has no single place",
          "Name a field outside of lists");
    }
  }

  static List<FieldUse> uses(Collection<Located<FieldPath>> paths) {
    return uses(paths, false);
  }

  /**
   * The same.
   *
   * @param needed whether a record without the field is one that the filter fails on
   */
  static List<FieldUse> uses(Collection<Located<FieldPath>> paths, boolean needed) {
    return paths.stream()
        .map(path ->
            new FieldUse(
                path.value().names(), path.at(), path.path(), 0, false, needed, path.written()))
        .toList();
  }
}
