package dev.sluice.schema;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Node.Entry;
import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import dev.sluice.schema.Node.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The types of lists and mappings that keys are declared with. */
public final class Structures {
  /** How many items a list, or entries a mapping, may have. */
  public static final int MOST = 10_000;

  private Structures() {}

  /** A list with at least one item. */
  public static <T> Type<List<T>> list(Type<T> item) {
    Type<List<T>> any = anyNumber(item);
    return Types.of(
        any.expected(),
        new Shape.Listing(item.shape(), 1),
        (self, node, path, problems) -> {
          if (node instanceof Sequence sequence && sequence.items().isEmpty()) {
            reportEmpty(self, node, path, problems);
            return null;
          }
          return any.parse(node, path, problems);
        });
  }

  /** A list that may be empty. */
  public static <T> Type<List<T>> anyNumber(Type<T> item) {
    return Types.of(
        "a list; each item: " + item.expected(),
        new Shape.Listing(item.shape(), 0),
        (self, node, path, problems) -> {
          if (!(node instanceof Sequence sequence)) {
            Types.reportType(self, node, path, problems);
            return null;
          }
          if (isTooMany(sequence.items().size(), node, path, problems)) {
            return null;
          }
          List<T> values = new ArrayList<>();
          for (int i = 0; i < sequence.items().size(); i++) {
            T value = item.parse(sequence.items().get(i), path + "[" + i + "]", problems);
            if (value != null) {
              values.add(value);
            }
          }
          return List.copyOf(values);
        });
  }

  /** A list with at least one item, or a single item for a list of one. */
  public static <T> Type<List<T>> oneOrMore(Type<T> item) {
    return orOne(item, list(item));
  }

  /** A list that may be empty, or a single item for a list of one. */
  public static <T> Type<List<T>> oneOrAny(Type<T> item) {
    return orOne(item, anyNumber(item));
  }

  private static <T> Type<List<T>> orOne(Type<T> item, Type<List<T>> list) {
    return Types.of(
        item.expected() + ", or a list of them",
        new Shape.Either(List.of(item.shape(), list.shape())),
        (self, node, path, problems) -> {
          if (node instanceof Sequence) {
            return list.parse(node, path, problems);
          }
          T value = item.parse(node, path, problems);
          return value == null ? null : List.of(value);
        });
  }

  /** A mapping with free keys. */
  public static <T> Type<Map<String, T>> map(Type<T> value) {
    return Types.of(
        "a mapping of names to " + value.expected(),
        new Shape.Mapping(value.shape()),
        (self, node, path, problems) -> {
          if (!(node instanceof Mapping mapping)) {
            Types.reportType(self, node, path, problems);
            return null;
          }
          if (isTooMany(mapping.entries().size(), node, path, problems)) {
            return null;
          }
          Map<String, T> values = new LinkedHashMap<>();
          for (Entry entry : mapping.entries()) {
            T parsed = value.parse(entry.value(), Section.join(path, entry.key()), problems);
            if (parsed != null) {
              values.put(entry.key(), parsed);
            }
          }
          return java.util.Collections.unmodifiableMap(values);
        });
  }

  /** A mapping whose keys mean something too, and whose order does: the file's. */
  public static <K, V> Type<SequencedMap<K, V>> pairs(Type<K> key, Type<V> value) {
    return Types.of(
        "a mapping of " + key.expected() + " to " + value.expected(),
        new Shape.Mapping(value.shape()),
        (self, node, path, problems) -> {
          if (!(node instanceof Mapping mapping)) {
            Types.reportType(self, node, path, problems);
            return null;
          }
          if (mapping.entries().isEmpty()) {
            reportEmpty(self, node, path, problems);
          }
          if (isTooMany(mapping.entries().size(), node, path, problems)) {
            return null;
          }
          SequencedMap<K, V> values = new LinkedHashMap<>();
          for (Entry entry : mapping.entries()) {
            String inner = Section.join(path, entry.key());
            Scalar name = new Scalar(entry.at(), entry.key(), entry.key(), false, true);
            K parsedKey = key.parse(name, inner, problems);
            V parsed = value.parse(entry.value(), inner, problems);
            if (parsedKey != null && parsed != null) {
              values.put(parsedKey, parsed);
            }
          }
          return java.util.Collections.unmodifiableSequencedMap(values);
        });
  }

  /** A mapping for one type, anything else for the other. */
  public static <T> Type<T> mappingOr(Type<? extends T> mapping, Type<? extends T> other) {
    return Types.of(
        other.expected() + ", or " + mapping.expected(),
        new Shape.Either(List.of(mapping.shape(), other.shape())),
        (self, node, path, problems) ->
            node instanceof Mapping
                ? mapping.parse(node, path, problems)
                : other.parse(node, path, problems));
  }

  /** Checks that compare items with each other stay quick. */
  private static boolean isTooMany(int size, Node node, String path, Problems problems) {
    boolean tooMany = size > MOST;
    if (tooMany) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          node.at(),
          path,
          node.kind() + " with " + size + " entries; the limit is " + MOST,
          "Split it");
    }
    return tooMany;
  }

  private static void reportEmpty(Type<?> type, Node node, String path, Problems problems) {
    problems.error(
        ProblemCode.WRONG_VALUE,
        node.at(),
        path,
        node.kind() + " must not be empty",
        "Expected " + type.expected());
  }
}
