package dev.sluice.bench;

import dev.sluice.bench.Arm.Work;
import dev.sluice.testkit.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lets arms copy a topic lap by lap in turns, and looks from outside at what each lap costs.
 * Whoever has no turn is stopped meanwhile: laps that are compared lie seconds apart, and so meet
 * the same mood of a machine that is shared.
 */
record Copying(Topics topics, int laps, long recordsOfLap) {
  /**
   * Runs arms until each has copied everything, and ends them.
   *
   * @param work what each of them is to copy
   * @return what each has cost, in the arms' order
   */
  List<Copied> run(List<Arm> arms, Supplier<Work> work) {
    List<Runner> runners = new ArrayList<>();
    try {
      for (int lap = 0; lap < laps; lap++) {
        for (int arm = 0; arm < arms.size(); arm++) {
          if (lap == 0) {
            runners.add(new Runner(topics, arms.get(arm), work.get()));
          }
          runners.get(arm).lap((lap + 1) * recordsOfLap);
        }
      }
      return runners.stream().map(Runner::copied).toList();
    } finally {
      runners.forEach(Runner::close);
    }
  }
}
