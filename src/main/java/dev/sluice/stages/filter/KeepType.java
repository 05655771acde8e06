package dev.sluice.stages.filter;

import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Structures;
import dev.sluice.value.FieldPath;
import dev.sluice.value.FieldSelection;
import java.util.List;

/** {@code keep}: the named fields, and nothing else of the value. */
public final class KeepType extends FieldsType {
  private static final Key<List<Located<FieldPath>>> KEEP =
      Key.required(
          "keep",
          Structures.list(Paths.TYPE),
          "The fields that stay, in the value's order; fields that are not there stay away.");

  @Override
  public Key<List<Located<FieldPath>>> key() {
    return KEEP;
  }

  @Override
  boolean removes(List<FieldPath> paths, FieldPath field) {
    return paths.stream().noneMatch(path -> field.touches(path.names()));
  }

  @Override
  Change change(List<FieldPath> paths) {
    FieldSelection selection = FieldSelection.of(paths);
    return (message, value) -> selection.keep(value);
  }
}
