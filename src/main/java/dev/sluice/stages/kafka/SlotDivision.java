package dev.sluice.stages.kafka;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Divides slots evenly among members, and leaves them where they were as far as that goes. */
final class SlotDivision {
  private SlotDivision() {}

  /**
   * Divides.
   *
   * @param before what each member had, sorted by member: of two that name one slot the first keeps
   *     it
   */
  static Map<String, Set<Integer>> divide(int slots, Map<String, Set<Integer>> before) {
    Map<String, Set<Integer>> divided = new TreeMap<>();
    Set<Integer> left = new TreeSet<>();
    for (int slot = 0; slot < slots; slot++) {
      left.add(slot);
    }
    int most = Math.ceilDiv(slots, before.size());
    before.forEach((member, had) -> {
      Set<Integer> kept = new TreeSet<>();
      had.stream().filter(left::contains).limit(most).forEach(kept::add);
      left.removeAll(kept);
      divided.put(member, kept);
    });
    left.forEach(slot -> fewest(divided).add(slot));
    level(divided);
    return divided;
  }

  /** Nobody has two more than another: a slot that waits for its owner's next turn costs time. */
  private static void level(Map<String, Set<Integer>> divided) {
    while (most(divided).size() - fewest(divided).size() > 1) {
      Set<Integer> from = most(divided);
      Integer moved = from.iterator().next();
      from.remove(moved);
      fewest(divided).add(moved);
    }
  }

  private static Set<Integer> fewest(Map<String, Set<Integer>> divided) {
    return divided.values().stream().min(Comparator.comparingInt(Set::size)).orElseThrow();
  }

  private static Set<Integer> most(Map<String, Set<Integer>> divided) {
    return divided.values().stream().max(Comparator.comparingInt(Set::size)).orElseThrow();
  }
}
