package dev.sluice.schema;

import dev.sluice.problem.Location;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of a section, typed by the keys that declare them. Immutable. */
public final class Settings {
  private final Location at;
  private final String path;
  private final Map<Key<?>, Object> values;
  private final Map<Key<?>, Node> nodes;

  Settings(Location at, String path, Map<Key<?>, Object> values, Map<Key<?>, Node> nodes) {
    this.at = at;
    this.path = path;
    this.values = Map.copyOf(values);
    this.nodes = Map.copyOf(nodes);
  }

  /** A section that was left out: every key has its default. */
  public static Settings absent(Location at, String path) {
    return new Settings(at, path, Map.of(), Map.of());
  }

  /**
   * The value of a key that is required or has a default.
   *
   * @throws NullPointerException where a required key is missing, which a problem has reported
   */
  public <T> T get(Key<T> key) {
    return Objects.requireNonNull(find(key), key.name());
  }

  /** The value of a key, its default, or null. */
  @SuppressWarnings("unchecked") // Section put a T there
  public <T> @Nullable T find(Key<T> key) {
    Object value = values.get(key);
    return value != null ? (T) value : key.fallback();
  }

  /** Whether the key stands in the file, be its value right or wrong. */
  public boolean has(Key<?> key) {
    return nodes.containsKey(key);
  }

  /**
   * Whether the value is what the file says: not where it is wrong, or a variable without a value.
   */
  public boolean knows(Key<?> key) {
    return !nodes.containsKey(key) || values.containsKey(key);
  }

  /** Where the key's value stands; the section where it does not. */
  public Location at(Key<?> key) {
    Node node = nodes.get(key);
    return node == null ? at : node.at();
  }

  /** Where the section begins. */
  public Location at() {
    return at;
  }

  /** The section's path in its document. */
  public String path() {
    return path;
  }

  /** A key's path in its document. */
  public String path(Key<?> key) {
    return Section.join(path, key.name());
  }

  /**
   * What stands in the file for the first of some keys that is there, variables and all: the only
   * form of a value that may be shown (invariant 8). Empty where there is none.
   */
  public String written(String... names) {
    for (String name : names) {
      for (Map.Entry<Key<?>, Node> entry : nodes.entrySet()) {
        if (entry.getKey().name().equals(name)) {
          return written(entry.getValue());
        }
      }
    }
    return "";
  }

  private static String written(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar.written();
      case Node.Sequence sequence ->
          String.join(", ", sequence.items().stream().map(Settings::written).toList());
      case Node.Mapping mapping -> mapping.kind();
    };
  }
}
