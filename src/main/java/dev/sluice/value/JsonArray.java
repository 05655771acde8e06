package dev.sluice.value;

import java.io.ByteArrayOutputStream;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A JSON array; as a list it holds what expressions see. */
public final class JsonArray extends AbstractList<Object> implements JsonValue, RandomAccess {
  private final List<JsonValue> items;
  private final @Nullable Slice written;

  JsonArray(List<JsonValue> items, @Nullable Slice written) {
    this.items = items;
    this.written = written;
  }

  /** An array of items. */
  public static JsonArray of(List<JsonValue> items) {
    return new JsonArray(List.copyOf(items), null);
  }

  /** The items. */
  public List<JsonValue> items() {
    return items;
  }

  /**
   * With every item changed.
   *
   * @param change may return the item itself, or null to leave it out
   */
  public JsonArray each(Function<JsonValue, @Nullable JsonValue> change) {
    List<JsonValue> changed = new ArrayList<>(items.size());
    boolean same = true;
    for (JsonValue item : items) {
      JsonValue after = change.apply(item);
      same &= after == item; // identity: what is not the same object was changed
      if (after != null) {
        changed.add(after);
      }
    }
    return same ? this : new JsonArray(changed, null);
  }

  @Override
  public Object get(int index) {
    return items.get(index).seen();
  }

  @Override
  public int size() {
    return items.size();
  }

  /** Where it ended when it was read. */
  int end() {
    return written == null ? 0 : written.to();
  }

  @Override
  public Object seen() {
    return this;
  }

  @Override
  public void write(ByteArrayOutputStream out) {
    if (written != null) {
      written.write(out);
      return;
    }
    out.write('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      items.get(i).write(out);
    }
    out.write(']');
  }
}
