package dev.sluice.stages.filter;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Structures;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.Filter;
import dev.sluice.stage.FilterType;
import dev.sluice.stage.Outside;
import dev.sluice.value.FieldPath;
import dev.sluice.value.FieldTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/** {@code set}: gives fields the results of expressions. */
public final class SetType implements FilterType {
  private static final Key<SequencedMap<Located<FieldPath>, Located<String>>> SET =
      Key.required(
          "set",
          Structures.pairs(Paths.TYPE, Cel.TYPE),
          "Fields and the CEL expressions they become; all of them see the value as it came in."
              + " Objects on the way are made; a number that is only copied keeps its digits.");

  private final Cel cel;

  /** With the compilers. */
  public SetType(Cel cel) {
    this.cel = cel;
  }

  @Override
  public Key<?> key() {
    return SET;
  }

  @Override
  public Section section() {
    return new Section("set", List.of(SET, OnError.KEY));
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    Paths.checkDecoded(settings, SET, valueIsJson, problems);
    FieldTree<Located<FieldPath>> earlier = new FieldTree<>();
    fields(settings)
        .forEach((path, text) -> {
          Paths.checkSingle(path, problems);
          cel.check(text, true, problems);
          Located<FieldPath> other = earlier.touching(path.value().names());
          if (other != null) {
            inside(path, other, problems);
          }
          earlier.add(path.value().names(), path);
        });
  }

  private static void inside(Located<FieldPath> path, Located<FieldPath> other, Problems problems) {
    problems.error(
        ProblemCode.CONFLICTING_KEYS,
        path.at(),
        path.path(),
        "\"" + path.written() + "\" and \"" + other.written() + "\" lie inside each other",
        "Set one of them, or one after the other in two filters");
  }

  private static Map<Located<FieldPath>, Located<String>> fields(Settings settings) {
    Map<Located<FieldPath>, Located<String>> fields = settings.find(SET);
    return fields == null ? Map.of() : fields;
  }

  @Override
  public List<FieldUse> uses(Settings settings) {
    return fields(settings).values().stream().flatMap(text -> cel.uses(text).stream()).toList();
  }

  @Override
  public List<List<String>> makes(Settings settings) {
    return fields(settings).keySet().stream().map(path -> path.value().names()).toList();
  }

  /** Whatever an expression reads may be in what it makes. */
  @Override
  public List<FieldPath> origins(Settings settings, FieldPath field) {
    List<FieldPath> origins = new ArrayList<>(List.of(field));
    origins.addAll(cel.origins(expressionsOf(settings, field)));
    return origins;
  }

  @Override
  public Set<Outside> outside(Settings settings, FieldPath field) {
    return cel.outside(expressionsOf(settings, field));
  }

  private static List<Located<String>> expressionsOf(Settings settings, FieldPath field) {
    return fields(settings).entrySet().stream()
        .filter(each -> field.touches(each.getKey().value().names()))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public boolean mayDeadLetter(Settings settings) {
    return OnError.mayDeadLetter(settings);
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Assignments assignments = new Assignments();
    fields(settings)
        .forEach((path, text) ->
            assignments.add(path.value(), cel.compile("set " + path.value(), text)));
    return new Reshape(assignments, OnError.of(stage, settings));
  }
}
