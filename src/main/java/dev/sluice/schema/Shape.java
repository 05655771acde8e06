package dev.sluice.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form of a value, as far as a JSON Schema can say it. A single value may be a variable. */
public sealed interface Shape {
  /**
   * A single value.
   *
   * @param pattern that all of it matches, or null for any
   */
  record Text(@Nullable String pattern) implements Shape {}

  /** True or false. */
  record Truth() implements Shape {}

  /** A whole number, both ends included. */
  record Whole(long least, long most) implements Shape {}

  /** A number, both ends included. */
  record Decimal(double least, double most) implements Shape {}

  /** One of some words. */
  record Choice(List<String> words) implements Shape {}

  /**
   * A list.
   *
   * @param least how many items it has at least
   */
  record Listing(Shape item, int least) implements Shape {}

  /** A mapping with free keys. */
  record Mapping(Shape value) implements Shape {}

  /**
   * A mapping with declared keys.
   *
   * @param others the form of what stands under other keys, or null where there are none
   */
  record Fields(Section section, @Nullable Shape others) implements Shape {}

  /** Any of some. */
  record Either(List<Shape> shapes) implements Shape {}

  /** YAML's null. */
  record Null() implements Shape {}

  /** Whatever: somebody who knows more says what. */
  record Anything() implements Shape {}
}
