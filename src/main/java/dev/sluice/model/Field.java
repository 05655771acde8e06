package dev.sluice.model;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A field of a model.
 *
 * @param kinds how often it was of each kind
 * @param parents how often there was an object, or an array's item, that might have held it
 */
public record Field(Map<Kind, Long> kinds, long parents) {
  /** Keeps a copy. */
  public Field {
    kinds = Map.copyOf(kinds);
  }

  /** How often it was null. */
  public long nulls() {
    return kinds.getOrDefault(Kind.NULL, 0L);
  }

  /** How often it was not there. */
  public long missing() {
    return Math.max(0, parents - kinds.values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Its types: {@code integer}, or {@code string|object}; {@code null} where it was nothing else.
   */
  public String type() {
    Set<Kind> all = types();
    return all.isEmpty()
        ? Kind.NULL.word()
        : all.stream().map(Kind::word).collect(Collectors.joining("|"));
  }

  /** Its kinds but null, in their order; a number that is sometimes whole is a number. */
  Set<Kind> types() {
    Set<Kind> all = EnumSet.noneOf(Kind.class);
    all.addAll(kinds.keySet());
    all.remove(Kind.NULL);
    if (all.contains(Kind.NUMBER)) {
      all.remove(Kind.INTEGER);
    }
    return all;
  }
}
