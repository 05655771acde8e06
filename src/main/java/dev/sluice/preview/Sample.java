package dev.sluice.preview;

import java.util.List;

/**
 * A record that stands for others of its kind.
 *
 * @param record its coordinates
 * @param kind what became of it: the same for all that it stands for
 * @param key as it was read
 * @param value as it was read
 * @param before what the other version delivers of it; empty where there is none
 * @param after what the pipeline delivers of it
 * @param differences between the two, by field
 */
public record Sample(
    String record,
    String kind,
    String key,
    String value,
    List<String> before,
    List<String> after,
    List<Difference> differences) {
  /** Keeps copies. */
  public Sample {
    before = List.copyOf(before);
    after = List.copyOf(after);
    differences = List.copyOf(differences);
  }

  /** One field that both versions deliver differently. */
  public record Difference(String at, String before, String after) {}
}
