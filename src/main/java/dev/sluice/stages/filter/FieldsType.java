package dev.sluice.stages.filter;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.Filter;
import dev.sluice.stage.FilterType;
import dev.sluice.stage.Policy;
import dev.sluice.value.FieldPath;
import java.util.List;

/** A filter that is a list of fields, and cannot fail on a record. */
abstract sealed class FieldsType implements FilterType permits KeepType, DropType {
  @Override
  public abstract Key<List<Located<FieldPath>>> key();

  @Override
  public final Section section() {
    return new Section(key().name(), List.of(key()));
  }

  @Override
  public final void check(Settings settings, boolean valueIsJson, Problems problems) {
    Paths.checkDecoded(settings, key(), valueIsJson, problems);
  }

  @Override
  public final List<FieldUse> uses(Settings settings) {
    List<Located<FieldPath>> paths = settings.find(key());
    return paths == null ? List.of() : Paths.uses(paths);
  }

  @Override
  public final Filter create(String stage, Settings settings) {
    List<FieldPath> paths = settings.get(key()).stream().map(Located::value).toList();
    return new Reshape(change(paths), new OnError(stage, Policy.STOP));
  }

  @Override
  public final boolean takesAway() {
    return true;
  }

  @Override
  public final boolean removes(Settings settings, FieldPath field) {
    List<Located<FieldPath>> paths = settings.find(key());
    return paths != null && removes(paths.stream().map(Located::value).toList(), field);
  }

  abstract boolean removes(List<FieldPath> paths, FieldPath field);

  abstract Change change(List<FieldPath> paths);
}
