package dev.sluice.stages.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kafka.Slots;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SlotDivisionTest {
  /** Whoever names whatever: each slot has one owner, nobody has two more than another. */
  @Test
  void everySlotHasOneOwnerAndNobodyHasMuchMore() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      int slots = 1 + random.nextInt(12);
      Map<String, Set<Integer>> before = new TreeMap<>();
      for (int member = 1 + random.nextInt(5); member > 0; member--) {
        Set<Integer> had = new TreeSet<>();
        for (int slot = random.nextInt(slots + 1); slot > 0; slot--) {
          had.add(random.nextInt(slots + 3)); // a member of before a change may name any
        }
        before.put("m" + member, had);
      }
      Map<String, Set<Integer>> divided = SlotDivision.divide(slots, before);
      Set<Integer> all = new TreeSet<>();
      divided.values().forEach(all::addAll);
      assertThat(divided.keySet()).isEqualTo(before.keySet());
      assertThat(divided.values().stream().mapToInt(Set::size).sum()).isEqualTo(slots);
      assertThat(all).hasSize(slots).allMatch(slot -> slot >= 0 && slot < slots);
      int fewest = divided.values().stream().mapToInt(Set::size).min().orElseThrow();
      assertThat(divided.values()).allMatch(owned -> owned.size() - fewest <= 1);
    }
  }

  @Test
  void slotsStayWhereTheyWere() {
    Map<String, Set<Integer>> three =
        SlotDivision.divide(9, Map.of("a", Set.of(), "b", Set.of(), "c", Set.of()));
    Map<String, Set<Integer>> two = new TreeMap<>(three);
    two.remove("b");
    Map<String, Set<Integer>> divided = SlotDivision.divide(9, two);
    assertThat(divided.get("a")).containsAll(three.get("a"));
    assertThat(divided.get("c")).containsAll(three.get("c"));
  }

  /** Fixed for ever: positions and transactional ids lie by it. */
  @Test
  void aPartitionsSlotNeverChanges() {
    assertThat(new Slots(8).of("orders", 0)).isEqualTo(GOLDEN);
    assertThat(new Slots(8).of("orders", 1)).isEqualTo((GOLDEN + 1) % 8);
    assertThat(new Slots(1).of("orders", 99)).isZero();
  }

  private static final int GOLDEN = 4;
}
