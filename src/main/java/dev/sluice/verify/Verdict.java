package dev.sluice.verify;

import java.util.List;

/**
 * What became of the records of one target.
 *
 * @param expected what the filters let through
 * @param found of these
 * @param repeated that are there more often than they should
 * @param samples some of what is wrong, for people
 */
public record Verdict(
    String target,
    long expected,
    long found,
    long lost,
    long repeated,
    long reordered,
    long altered,
    List<String> samples) {
  /** Whether nothing is wrong. */
  public boolean isClean() {
    return lost + repeated + reordered + altered == 0;
  }
}
