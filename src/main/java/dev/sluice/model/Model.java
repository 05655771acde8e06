package dev.sluice.model;

import dev.sluice.value.FieldPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a sample of a topic's values looked like.
 *
 * @param sampled how many records were looked at
 * @param tombstones how many of them had no value
 * @param notJson how many had one that is not one JSON object
 * @param fields by path, see {@link FieldPath}
 * @param complete false where there were more fields than are kept
 */
public record Model(
    String topic,
    long sampled,
    long tombstones,
    long notJson,
    Map<List<String>, Field> fields,
    boolean complete) {
  /** Keeps a copy. */
  public Model {
    fields = Map.copyOf(fields);
  }

  /** The fields, sorted as people write their paths. */
  public Map<String, Field> sorted() {
    Map<String, Field> sorted = new TreeMap<>();
    fields.forEach((path, field) -> sorted.put(FieldPath.text(path), field));
    return sorted;
  }

  /** Whether it has a field, or might have one that was not kept. */
  public boolean knows(List<String> path) {
    return !complete || fields.containsKey(path);
  }

  /** The names beside a path's last one. */
  public Collection<String> siblings(List<String> path) {
    List<String> parent = path.subList(0, path.size() - 1);
    return fields.keySet().stream()
        .filter(each -> each.size() == path.size() && each.subList(0, parent.size()).equals(parent))
        .map(List::getLast)
        .sorted()
        .toList();
  }

  /** What of a type is new since an earlier model: {@code path: before -> now}, sorted. */
  public List<String> driftSince(Model earlier) {
    List<String> drift = new ArrayList<>();
    fields.forEach((path, field) -> {
      Field before = earlier.fields.get(path);
      if (before != null && isNew(before.types(), field.types())) {
        drift.add(FieldPath.text(path) + ": " + before.type() + " -> " + field.type());
      }
    });
    drift.sort(null);
    return drift;
  }

  /** A number that happens to be whole has not changed; nor has one that was null so far. */
  private static boolean isNew(Set<Kind> before, Set<Kind> now) {
    Set<Kind> fresh =
        now.stream()
            .filter(kind -> !before.contains(kind))
            .filter(kind -> kind != Kind.INTEGER || !before.contains(Kind.NUMBER))
            .collect(Collectors.toSet());
    return !before.isEmpty() && !fresh.isEmpty();
  }
}
