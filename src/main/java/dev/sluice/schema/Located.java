package dev.sluice.schema;

import dev.sluice.problem.Location;
import dev.sluice.problem.Written;

/**
 * A single value with its place, for those who find out more about it later.
 *
 * @param path its path in its document
 * @param written as it stands in the file: the only form that messages may repeat
 * @param meaning the same, however it is laid out: equal texts mean the same
 * @param <T> what the value became
 */
public record Located<T>(T value, Location at, String path, String written, String meaning) {
  /** Whether a part of the value stands in the file itself, and in no variable's value. */
  public boolean shows(String part) {
    return Written.shows(written, part);
  }
}
