package dev.sluice.preview;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A few records of each kind, and of as many kinds as there is room for. */
final class Samples {
  private final int most;
  private final Map<String, List<Sample>> byKind = new LinkedHashMap<>();

  Samples(int most) {
    this.most = most;
  }

  /**
   * Offers one.
   *
   * @param made makes it, where it is wanted
   */
  void offer(String kind, Supplier<Sample> made) {
    List<Sample> alike = byKind.computeIfAbsent(kind, each -> new ArrayList<>());
    if (alike.size() < most) {
      alike.add(made.get());
    }
  }

  /** One of each kind in turn. */
  List<Sample> all() {
    List<Sample> chosen = new ArrayList<>();
    for (int turn = 0; turn < most && chosen.size() < most; turn++) {
      for (List<Sample> alike : byKind.values()) {
        if (turn < alike.size() && chosen.size() < most) {
          chosen.add(alike.get(turn));
        }
      }
    }
    return chosen;
  }
}
