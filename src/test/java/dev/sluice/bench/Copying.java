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
   * How many records a topic needs: those of one lap more, because the end, where some partitions
   * have nothing left, is another matter.
   */
  long records() {
    return recordsOfLap * (laps + 1);
  }

  /**
   * Runs groups of arms, one after another and that several times. Before, the first arm runs for
   * nobody: the broker is being compiled too.
   *
   * @param limits the arms that the others are compared to
   */
  Turns rounds(int rounds, List<List<Arm>> groups, Supplier<Work> work, String... limits) {
    var _ = run(groups.getFirst().subList(0, 1), work);
    Turns turns = new Turns(limits);
    for (int round = 0; round < rounds; round++) {
      groups.forEach(group -> turns.add(group, run(group, work)));
    }
    return turns;
  }

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
