package dev.sluice.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the records whose positions are saved. Per stage they balance (invariant 6).
 *
 * @param stages by the stage's name
 */
public record Books(Map<String, Stage> stages) {
  /** Nothing was read. */
  public static final Books EMPTY = new Books(Map.of());

  /** Keeps a copy. */
  public Books {
    stages = Map.copyOf(stages);
  }

  /**
   * One stage's counts, each edge counted apart.
   *
   * @param created made of records that came in, besides those themselves
   * @param out that went on; of a target, that were acknowledged
   * @param skipped by reason
   * @param deadLettered by reason
   * @param bytes of keys, values and headers: what a source read, what a target has acknowledged; 0
   *     of a filter
   */
  public record Stage(
      long in,
      long created,
      long out,
      long filtered,
      Map<String, Long> skipped,
      Map<String, Long> deadLettered,
      long bytes) {
    /** Keeps copies. */
    public Stage {
      skipped = Map.copyOf(skipped);
      deadLettered = Map.copyOf(deadLettered);
    }

    /** Whether everything that came in is accounted for. */
    public boolean balances() {
      return in + created == out + filtered + total(skipped) + total(deadLettered);
    }

    private Stage plus(Stage other) {
      return new Stage(
          in + other.in,
          created + other.created,
          out + other.out,
          filtered + other.filtered,
          merged(skipped, other.skipped),
          merged(deadLettered, other.deadLettered),
          bytes + other.bytes);
    }
  }

  /** Whether all stages' books balance. */
  public boolean balance() {
    return stages.values().stream().allMatch(Stage::balances);
  }

  /** Both together. */
  public Books plus(Books other) {
    Map<String, Stage> all = new TreeMap<>(stages);
    other.stages.forEach((name, stage) -> all.merge(name, stage, Stage::plus));
    return new Books(all);
  }

  /** The counts of one stage; zeros where it has none. */
  public Stage stage(String name) {
    return stages.getOrDefault(name, new Stage(0, 0, 0, 0, Map.of(), Map.of(), 0));
  }

  /** Over all stages, how many were filtered. */
  public long filtered() {
    return stages.values().stream().mapToLong(Stage::filtered).sum();
  }

  /** Over all stages, how many were skipped, by reason. */
  public Map<String, Long> skipped() {
    return stages.values().stream().map(Stage::skipped).reduce(Map.of(), Books::merged);
  }

  /** Over all stages, how many were dead-lettered, by reason. */
  public Map<String, Long> deadLettered() {
    return stages.values().stream().map(Stage::deadLettered).reduce(Map.of(), Books::merged);
  }

  private static Map<String, Long> merged(Map<String, Long> left, Map<String, Long> right) {
    Map<String, Long> all = new TreeMap<>(left);
    right.forEach((reason, count) -> all.merge(reason, count, Long::sum));
    return all;
  }

  /** Of counts by reason, or by name, all together. */
  public static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
