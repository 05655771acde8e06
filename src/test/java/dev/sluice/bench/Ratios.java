package dev.sluice.bench;

import java.util.List;
import java.util.stream.IntStream;

/** Figures of several laps or rounds, compared one by one. */
final class Ratios {
  private Ratios() {}

  /** One to the other, in each lap. */
  static List<Double> of(List<Double> one, List<Double> other) {
    return IntStream.range(0, Math.min(one.size(), other.size()))
        .mapToObj(lap -> one.get(lap) / other.get(lap))
        .toList();
  }

  /** The mean of several in each lap. */
  static List<Double> means(List<List<Double>> all) {
    return IntStream.range(0, all.getFirst().size())
        .mapToObj(lap -> all.stream().mapToDouble(each -> each.get(lap)).average().orElseThrow())
        .toList();
  }

  static double median(List<Double> figures) {
    List<Double> sorted = figures.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Such as {@code 1.02–1.07}. */
  static String range(List<Double> figures) {
    return Section.number(figures.stream().min(Double::compare).orElseThrow())
        + "–"
        + Section.number(figures.stream().max(Double::compare).orElseThrow());
  }
}
