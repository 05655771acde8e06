package dev.sluice.bench;

import java.util.List;

/**
 * What a run of an arm cost.
 *
 * @param cpu nanoseconds of the process for each record that was read, by lap; the first one with
 *     the start
 * @param rate records read a second, by lap; the first one without the start
 * @param peak the most memory that was resident, in bytes
 */
record Copied(List<Double> cpu, List<Double> rate, long peak) {
  /** The start and the first lap. */
  double cold() {
    return cpu.getFirst();
  }

  /** The laps of the later half: until then most of it is compiled. */
  List<Double> warm() {
    return later(cpu);
  }

  /** Likewise. */
  List<Double> warmRate() {
    return later(rate);
  }

  private static List<Double> later(List<Double> laps) {
    return laps.subList(laps.size() / 2, laps.size());
  }

  @Override
  public String toString() {
    return "CPU ns %s, records a second %s, peak %d MB"
        .formatted(
            cpu.stream().map(Section::number).toList(),
            rate.stream().map(Section::number).toList(),
            peak >> 20);
  }
}
