package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What arms have cost that took turns with each other. They are compared with those alone: others
 * met another mood of the machine.
 */
final class Turns {
  private final List<Map<String, Copied>> all = new ArrayList<>();
  private final Set<String> arms = new LinkedHashSet<>();
  private final Set<String> limits;

  /** None yet; some arms are the limit that the others are compared to. */
  Turns(String... limits) {
    this.limits = Set.of(limits);
  }

  /** What a group has cost, in its order. */
  void add(List<Arm> group, List<Copied> copied) {
    Map<String, Copied> costs = new LinkedHashMap<>();
    for (int arm = 0; arm < group.size(); arm++) {
      costs.put(group.get(arm).name(), copied.get(arm));
    }
    costs.forEach((arm, cost) -> System.out.printf("%s: %s%n", arm, cost));
    all.add(costs);
    arms.addAll(costs.keySet());
  }

  /** All that were measured, in the order of their first turns. */
  Set<String> arms() {
    return arms;
  }

  /** What an arm has shown in laps, the median of them and then of its runs. */
  double median(String arm, Function<Copied, List<Double>> laps) {
    return Ratios.median(runs(arm).map(copied -> Ratios.median(laps.apply(copied))).toList());
  }

  /** What an arm has cost each time, in order. */
  Stream<Copied> runs(String arm) {
    return all.stream().map(costs -> costs.get(arm)).filter(Objects::nonNull);
  }

  /**
   * What one arm has shown to what another has in the same lap, seconds away: for each run in which
   * both took turns the median of its laps.
   */
  List<Double> ratios(String arm, String other, Function<Copied, List<Double>> laps) {
    return ratios(arm, Set.of(other), laps);
  }

  /** Likewise to the mean of the limits that took turns with it. */
  List<Double> toLimit(String arm, Function<Copied, List<Double>> laps) {
    return ratios(arm, limits, laps);
  }

  private List<Double> ratios(String arm, Set<String> others, Function<Copied, List<Double>> laps) {
    List<Double> ratios = new ArrayList<>();
    for (Map<String, Copied> costs : all) {
      Copied copied = costs.get(arm);
      List<List<Double>> compared =
          others.stream().map(costs::get).filter(Objects::nonNull).map(laps).toList();
      if (copied != null && !compared.isEmpty()) {
        ratios.add(Ratios.median(Ratios.of(laps.apply(copied), Ratios.means(compared))));
      }
    }
    return ratios;
  }
}
