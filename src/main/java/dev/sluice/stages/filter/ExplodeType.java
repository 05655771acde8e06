package dev.sluice.stages.filter;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.Filter;
import dev.sluice.stage.FilterType;
import dev.sluice.value.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** {@code explode}: one record for each item of a list. */
public final class ExplodeType implements FilterType {
  private static final Key<Located<FieldPath>> EXPLODE =
      Key.required(
          "explode",
          Paths.TYPE,
          "A field that holds a list: one record for each of its items, in their order, with the item"
              + " in the list's place. An empty list makes none, and the record counts as filtered;"
              + " a field that is missing or no list is an error, and so are more than 1000 items, or"
              + " so many that together they would hold more than 256 MiB.");

  @Override
  public Key<?> key() {
    return EXPLODE;
  }

  @Override
  public Section section() {
    return new Section("explode", List.of(EXPLODE, OnError.KEY));
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    Paths.checkDecoded(settings, EXPLODE, valueIsJson, problems);
    Located<FieldPath> path = settings.find(EXPLODE);
    if (path != null) {
      Paths.checkSingle(path, problems);
    }
  }

  @Override
  public List<FieldUse> uses(Settings settings) {
    Located<FieldPath> path = settings.find(EXPLODE);
    return path == null ? List.of() : Paths.uses(List.of(path), true);
  }

  @Override
  public List<List<String>> makes(Settings settings) {
    Located<FieldPath> path = settings.find(EXPLODE);
    return path == null ? List.of() : List.of(path.value().names());
  }

  @Override
  public List<FieldPath> origins(Settings settings, FieldPath field) {
    Located<FieldPath> path = settings.find(EXPLODE);
    List<String> list = path == null ? List.of() : path.value().names();
    List<String> item = new ArrayList<>(list);
    item.add(FieldPath.ITEM);
    FieldPath before = path == null ? null : field.rebased(list, item);
    return before == null ? List.of(field) : List.of(before);
  }

  @Override
  public boolean mayDeadLetter(Settings settings) {
    return OnError.mayDeadLetter(settings);
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Located<FieldPath> path = settings.get(EXPLODE);
    return new Explode(path.value(), path.written(), OnError.of(stage, settings));
  }
}
