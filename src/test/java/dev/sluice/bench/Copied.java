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

  /** A lap of the later half: until then most of it is compiled. */
  double warm() {
    return Ratios.median(cpu.subList(cpu.size() / 2, cpu.size()));
  }

  /** Likewise. */
  double warmRate() {
    return Ratios.median(rate.subList(rate.size() / 2, rate.size()));
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
