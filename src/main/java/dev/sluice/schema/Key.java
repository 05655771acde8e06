package dev.sluice.schema;

import org.jspecify.annotations.Nullable;

/**
 * A declared key.
 *
 * @param name as it stands in the file
 * @param type what its value may be
 * @param required whether it must be there
 * @param fallback the value where it is not there; null for none
 * @param description one sentence for the reference
 * @param <T> what the value becomes
 */
public record Key<T>(
    String name, Type<T> type, boolean required, @Nullable T fallback, String description) {

  /** One that must be there. */
  public static <T> Key<T> required(String name, Type<T> type, String description) {
    return new Key<>(name, type, true, null, description);
  }

  /** One that may be missing and has no default. */
  public static <T> Key<T> optional(String name, Type<T> type, String description) {
    return new Key<>(name, type, false, null, description);
  }

  /** One with a default. */
  public static <T> Key<T> of(String name, Type<T> type, T fallback, String description) {
    return new Key<>(name, type, false, fallback, description);
  }
}
