package dev.sluice.value;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Several fields of a value, and nothing else of it. As wherever a path is followed, a list on the
 * way is entered, whether the path says so or not. Immutable once made.
 */
public final class FieldSelection {
  private final Map<String, FieldSelection> inner = new LinkedHashMap<>();
  private boolean whole;

  private FieldSelection() {}

  /** Of some paths; one that lies inside another adds nothing. */
  public static FieldSelection of(Collection<FieldPath> paths) {
    FieldSelection root = new FieldSelection();
    for (FieldPath path : paths) {
      FieldSelection at = root;
      for (String name : path.names()) {
        if (!name.equals(FieldPath.ITEM)) {
          at = at.inner.computeIfAbsent(name, each -> new FieldSelection());
        }
      }
      at.whole = true;
    }
    return root;
  }

  /** What of an object is selected, in its order. Objects on the way stay, be they empty then. */
  public JsonObject keep(JsonObject object) {
    return object.each((name, value) -> {
      FieldSelection selected = inner.get(name);
      return selected == null ? null : selected.keepValue(value);
    });
  }

  private @Nullable JsonValue keepValue(JsonValue value) {
    if (whole) {
      return value;
    }
    return switch (value) {
      case JsonObject object -> keep(object);
      case JsonArray array -> array.each(this::keepValue);
      case JsonScalar _ -> null;
    };
  }
}
