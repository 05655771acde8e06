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

  /** A figure of one arm, over all its runs. */
  double median(String arm, Function<Copied, Double> figure) {
    return Ratios.median(
        all.stream().map(costs -> costs.get(arm)).filter(Objects::nonNull).map(figure).toList());
  }

  /** One arm's figure to another's, wherever both took turns. */
  List<Double> ratios(String arm, String other, Function<Copied, Double> figure) {
    return ratios(arm, costs -> Stream.ofNullable(costs.get(other)).map(figure).toList(), figure);
  }

  /** One arm's figure to the mean of the limits' that took turns with it. */
  List<Double> toLimit(String arm, Function<Copied, Double> figure) {
    return ratios(
        arm,
        costs -> limits.stream().map(costs::get).filter(Objects::nonNull).map(figure).toList(),
        figure);
  }

  private List<Double> ratios(
      String arm,
      Function<Map<String, Copied>, List<Double>> others,
      Function<Copied, Double> figure) {
    List<Double> ratios = new ArrayList<>();
    for (Map<String, Copied> costs : all) {
      Copied cost = costs.get(arm);
      List<Double> compared = others.apply(costs);
      if (cost != null && !compared.isEmpty()) {
        ratios.add(
            figure.apply(cost)
                / compared.stream().mapToDouble(each -> each).average().orElseThrow());
      }
    }
    return ratios;
  }
}
