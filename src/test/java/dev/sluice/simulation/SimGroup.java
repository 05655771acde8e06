package dev.sluice.simulation;

import dev.sluice.message.Partition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The group coordinator: divides partitions anew at every change of members. A partition moves only
 * after its owner has let go, or was gone for longer than the session time-out.
 */
final class SimGroup {
  private static final long SESSION_NANOS = 6_000_000_000L;

  private final Random random;
  private final SimCluster cluster;
  private final Map<SimReader, Set<Partition>> owned = new HashMap<>();
  private final Map<SimReader, Set<Partition>> target = new HashMap<>();
  private final Map<SimReader, Long> silentSince = new HashMap<>();
  private final boolean bySlot;
  private int divided;
  private int generation;
  private boolean losing;

  /**
   * Without members.
   *
   * @param bySlot whether whole slots are handed out
   */
  SimGroup(Random random, SimCluster cluster, boolean bySlot) {
    this.bySlot = bySlot;
    this.random = random;
    this.cluster = cluster;
  }

  boolean contains(SimReader member) {
    return owned.containsKey(member);
  }

  /** Another one whenever partitions are divided anew. */
  int generation() {
    return generation;
  }

  /** Whether a member has heard how partitions are divided now. */
  boolean isCurrent(SimReader member) {
    return member.generation() == generation;
  }

  void join(SimReader member) {
    owned.put(member, new TreeSet<>());
    divide();
  }

  void leave(SimReader member) {
    owned.remove(member);
    target.remove(member);
    silentSince.remove(member);
    divide();
  }

  /** A rebalance out of the blue, as a coordinator that moves makes one. */
  void divide() {
    List<SimReader> members = new ArrayList<>(owned.keySet());
    members.sort(Comparator.comparingInt(SimReader::number));
    target.clear();
    generation++;
    members.forEach(member -> target.put(member, new TreeSet<>()));
    divided = cluster.logs().size();
    if (members.isEmpty()) {
      return;
    }
    Map<Integer, SimReader> owners = new HashMap<>();
    for (Partition partition : cluster.logs().keySet()) {
      int unit = unit(partition);
      owners.putIfAbsent(unit, members.get(random.nextInt(members.size())));
      target.get(owners.get(unit)).add(partition);
    }
  }

  /** What moves as a whole. */
  private int unit(Partition partition) {
    return bySlot ? SimTransactions.slot(partition) : partition.index();
  }

  /** Members of processes that are dead or stopped lose what they have after a while. */
  void expire(long now, java.util.function.Predicate<SimReader> silent) {
    if (divided != cluster.logs().size()) {
      divide();
    }
    for (SimReader member : List.copyOf(owned.keySet())) {
      if (!silent.test(member)) {
        silentSince.remove(member);
      } else if (now - silentSince.computeIfAbsent(member, each -> now) > SESSION_NANOS) {
        leave(member);
      }
    }
  }

  Set<Partition> owned(SimReader member) {
    return owned.getOrDefault(member, Set.of());
  }

  /**
   * Partitions that a member hears of only once they are gone: the contract allows some of them.
   */
  Set<Partition> toLose(SimReader member) {
    Set<Partition> lost = new TreeSet<>();
    if (losing) {
      Set<Integer> units = new HashSet<>();
      owned(member).stream()
          .filter(partition -> random.nextInt(25) == 0)
          .forEach(partition -> units.add(unit(partition)));
      owned(member).stream().filter(each -> units.contains(unit(each))).forEach(lost::add);
    }
    return lost;
  }

  /** From now on partitions are lost now and then. */
  void losing(boolean now) {
    losing = now;
  }

  Set<Partition> toRevoke(SimReader member) {
    Set<Partition> revoked = new TreeSet<>(owned(member));
    revoked.removeAll(target.getOrDefault(member, Set.of()));
    return revoked;
  }

  void revoked(SimReader member, Set<Partition> partitions) {
    if (contains(member)) {
      owned.get(member).removeAll(partitions);
    }
  }

  /** What is meant for a member and nobody else's any more. */
  Set<Partition> assign(SimReader member) {
    Set<Partition> fresh = new TreeSet<>(target.getOrDefault(member, Set.of()));
    Set<Partition> taken = new HashSet<>();
    owned.values().forEach(taken::addAll);
    fresh.removeAll(taken);
    if (contains(member)) {
      owned.get(member).addAll(fresh);
    }
    return fresh;
  }
}
