package dev.sluice.schema;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Node.Entry;
import dev.sluice.schema.Node.Mapping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A mapping with declared keys.
 *
 * @param name what it is called in the reference
 * @param keys in the reference's order
 * @param alternatives groups of keys, of which one must be there as a whole; whoever reads the
 *     section checks that, and here it is for editors
 */
public record Section(String name, List<Key<?>> keys, List<List<String>> alternatives)
    implements Type<Settings> {
  /** Keeps copies. */
  public Section {
    keys = List.copyOf(keys);
    alternatives = List.copyOf(alternatives);
  }

  /** One whose keys do not depend on each other. */
  public Section(String name, List<Key<?>> keys) {
    this(name, keys, List.of());
  }

  /** The same, where one of some groups of keys must be there. */
  public Section withAlternatives(List<List<String>> groups) {
    return new Section(name, keys, groups);
  }

  /** The same with further keys. */
  public Section with(List<Key<?>> further) {
    return new Section(name, Stream.concat(keys.stream(), further.stream()).toList(), alternatives);
  }

  @Override
  public @Nullable Settings parse(Node node, String path, Problems problems) {
    if (node instanceof Mapping mapping) {
      return parse(mapping, path, problems);
    }
    Types.reportType(this, node, path, problems);
    return null;
  }

  /** Reads a mapping; unknown, missing and wrong keys become problems. */
  public Settings parse(Mapping mapping, String path, Problems problems) {
    Map<Key<?>, Object> values = new HashMap<>();
    Map<Key<?>, Node> nodes = new HashMap<>();
    for (Entry entry : mapping.entries()) {
      Key<?> key = find(entry.key());
      if (key == null) {
        reportUnknown(entry, path, problems);
        continue;
      }
      nodes.put(key, entry.value());
      Object value = key.type().parse(entry.value(), join(path, key.name()), problems);
      if (value != null) {
        values.put(key, value);
      }
    }
    for (Key<?> key : keys) {
      if (key.required() && !nodes.containsKey(key)) {
        problems.error(
            ProblemCode.MISSING_KEY,
            mapping.at(),
            path,
            "\"" + key.name() + "\" is missing",
            "Expected " + key.type().expected());
      }
    }
    return new Settings(mapping.at(), path, keys, values, nodes);
  }

  private @Nullable Key<?> find(String key) {
    return keys.stream().filter(each -> each.name().equals(key)).findFirst().orElse(null);
  }

  private void reportUnknown(Entry entry, String path, Problems problems) {
    problems.error(
        ProblemCode.UNKNOWN_KEY,
        entry.at(),
        join(path, entry.key()),
        "unknown key \"" + entry.key() + "\"",
        Nearest.hint(entry.key(), keys.stream().map(Key::name).toList()));
  }

  @Override
  public Shape shape() {
    return new Shape.Fields(this, null);
  }

  @Override
  public String expected() {
    return "a mapping with " + String.join(", ", keys.stream().map(Key::name).toList());
  }

  /** A key's path below another path. */
  public static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
