package dev.sluice.schema;

import dev.sluice.problem.Location;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The values of a section, typed by the keys that declare them. Immutable. */
public final class Settings {
  private final Location at;
  private final String path;
  private final List<Key<?>> keys;
  private final Map<Key<?>, Object> values;
  private final Map<Key<?>, Node> nodes;

  Settings(
      Location at,
      String path,
      List<Key<?>> keys,
      Map<Key<?>, Object> values,
      Map<Key<?>, Node> nodes) {
    this.at = at;
    this.path = path;
    this.keys = keys;
    this.values = Map.copyOf(values);
    this.nodes = Map.copyOf(nodes);
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
   * What each key comes to, by its path below this section; keys without a value left out. Keys
   * that are read by somebody else, as nodes, are as they are written.
   */
  public Map<String, Meaning> meaning() {
    Map<String, Meaning> meaning = new LinkedHashMap<>();
    for (Key<?> key : keys) {
      Object value = find(key);
      Node node = nodes.get(key);
      if (value instanceof Settings inner) {
        inner.meaning().forEach((name, each) -> meaning.put(key.name() + "." + name, each));
      } else if (value instanceof Node written) {
        meaning.put(
            key.name(),
            new Meaning(Meaning.written(written, false), Meaning.written(written, true)));
      } else if (value != null || node != null) {
        meaning.put(key.name(), Meaning.of(key, value, node));
      }
    }
    return meaning;
  }

  /** What variables stand for in here, in the order of the keys: not to be shown (invariant 8). */
  public List<String> substituted() {
    List<String> texts = new ArrayList<>();
    for (Key<?> key : keys) {
      Node node = nodes.get(key);
      if (node != null) {
        substituted(node, texts);
      }
    }
    return texts;
  }

  private static void substituted(Node node, List<String> texts) {
    switch (node) {
      case Node.Scalar scalar when scalar.written().contains("${") -> texts.add(scalar.text());
      case Node.Scalar _ -> {}
      case Node.Sequence sequence -> sequence.items().forEach(item -> substituted(item, texts));
      case Node.Mapping mapping ->
          mapping.entries().forEach(entry -> substituted(entry.value(), texts));
    }
  }

  /** The variables without a value that stand in here, as they are written. */
  public Set<String> unset() {
    Set<String> unset = new TreeSet<>();
    nodes.values().forEach(node -> unset(node, unset));
    return unset;
  }

  /** The same of any part of a document. */
  public static Set<String> unset(Node node) {
    Set<String> unset = new TreeSet<>();
    unset(node, unset);
    return unset;
  }

  private static void unset(Node node, Set<String> unset) {
    switch (node) {
      case Node.Scalar scalar when !scalar.known() -> unset.add(scalar.written());
      case Node.Scalar _ -> {}
      case Node.Sequence sequence -> sequence.items().forEach(item -> unset(item, unset));
      case Node.Mapping mapping -> mapping.entries().forEach(entry -> unset(entry.value(), unset));
    }
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
