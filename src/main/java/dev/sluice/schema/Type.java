package dev.sluice.schema;

import dev.sluice.problem.Problems;
import org.jspecify.annotations.Nullable;

/**
 * What a key's value may be.
 *
 * @param <T> what it becomes; immutable
 */
public interface Type<T> {
  /**
   * Reads a value.
   *
   * @param path the value's path in its document, for problems
   * @return the value, or null where a problem was reported or nothing is known about it
   */
  @Nullable T parse(Node node, String path, Problems problems);

  /** The same for programs. */
  Shape shape();

  /** Whether it is a secret, which is never shown (invariant 8). */
  default boolean secret() {
    return false;
  }

  /** What is expected, for people: "expected ...". */
  String expected();
}
