package dev.sluice.stages.filter;

import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Structures;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonObject;
import java.util.List;

/** {@code drop}: the value without the named fields. */
public final class DropType extends FieldsType {
  private static final Key<List<Located<FieldPath>>> DROP =
      Key.required(
          "drop",
          Structures.list(Paths.TYPE),
          "The fields that go; fields that are not there are no error.");

  @Override
  public Key<List<Located<FieldPath>>> key() {
    return DROP;
  }

  @Override
  boolean removes(List<FieldPath> paths, FieldPath field) {
    return paths.stream().anyMatch(field::isWithin);
  }

  @Override
  Change change(List<FieldPath> paths) {
    return (message, value) -> {
      JsonObject left = value;
      for (FieldPath path : paths) {
        left = path.change(left, field -> null);
      }
      return left;
    };
  }
}
