package dev.sluice.value;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields with something known of each, to be found by path in as many steps as the path has names.
 * Lists on the way count for nothing: {@code items.sku} and {@code items[].sku} are one field. For
 * one thread.
 *
 * @param <V> what is known of a field
 */
public final class FieldTree<V> {
  private final Map<String, FieldTree<V>> inner = new LinkedHashMap<>();
  private @Nullable V here;

  /** Adds a field; of one that is there the first one counts. */
  public void add(List<String> path, V known) {
    FieldTree<V> at = this;
    for (String name : path) {
      if (!name.equals(FieldPath.ITEM)) {
        at = at.inner.computeIfAbsent(name, each -> new FieldTree<>());
      }
    }
    if (at.here == null) {
      at.here = known;
    }
  }

  /** What is known of a field that lies inside a path, or that a path lies in; null for none. */
  public @Nullable V touching(List<String> path) {
    FieldTree<V> at = this;
    for (String name : path) {
      if (at.here != null) {
        return at.here;
      }
      if (name.equals(FieldPath.ITEM)) {
        continue;
      }
      FieldTree<V> next = at.inner.get(name);
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at.first();
  }

  private @Nullable V first() {
    FieldTree<V> at = this;
    while (at.here == null) {
      if (at.inner.isEmpty()) {
        return null;
      }
      at = at.inner.values().iterator().next();
    }
    return at.here;
  }
}
