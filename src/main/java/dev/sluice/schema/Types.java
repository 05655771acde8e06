package dev.sluice.schema;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Node.Scalar;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types of single values that keys are declared with; see {@link Structures}. */
public final class Types {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(B|KiB|MiB|GiB)?");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,99}");
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?");
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9]\\d{0,17})");

  private Types() {}

  /** Any text that is not empty. */
  public static Type<String> text() {
    return scalar(
        "text",
        text -> {
          if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
          }
          return text;
        });
  }

  /** A text that is never shown. */
  public static Type<String> secret() {
    Type<String> text = text();
    return new Type<>() {
      @Override
      public @Nullable String parse(Node node, String path, Problems problems) {
        return text.parse(node, path, problems);
      }

      @Override
      public Shape shape() {
        return text.shape();
      }

      @Override
      public boolean secret() {
        return true;
      }

      @Override
      public String expected() {
        return text.expected();
      }
    };
  }

  /** {@code true} or {@code false}; YAML's other words for them are refused. */
  public static Type<Boolean> bool() {
    return scalar(
        "true or false",
        new Shape.Truth(),
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException();
            });
  }

  /** A whole number within a range, both ends included. */
  public static Type<Long> integer(long least, long most) {
    return scalar(
        "a whole number from " + least + " to " + most,
        new Shape.Whole(least, most),
        text -> {
          if (!INTEGER.matcher(text).matches()) {
            throw new IllegalArgumentException();
          }
          return within(Long.parseLong(text), least, most);
        });
  }

  /** A decimal number within a range, both ends included. */
  public static Type<Double> decimal(double least, double most) {
    return scalar(
        "a number from " + least + " to " + most,
        new Shape.Decimal(least, most),
        text -> {
          if (!DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException();
          }
          double value = Double.parseDouble(text);
          if (value < least || value > most) {
            throw new IllegalArgumentException("must be from " + least + " to " + most);
          }
          return value;
        });
  }

  /** A span of time within a range, such as {@code 30s}. */
  public static Type<Duration> duration(Duration least, Duration most) {
    return scalar(
        "a duration such as 500ms, 30s, 10m or 2h",
        new Shape.Text(DURATION.pattern()),
        text -> {
          Matcher matcher = matched(DURATION, text);
          long number = Long.parseLong(matcher.group(1));
          Duration value =
              switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
              };
          if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("must be from " + show(least) + " to " + show(most));
          }
          return value;
        });
  }

  /** A number of bytes within a range, such as {@code 64MiB}. */
  public static Type<Long> size(long least, long most) {
    return scalar(
        "a size such as 65536, 512KiB or 64MiB",
        new Shape.Text(SIZE.pattern()),
        text -> {
          Matcher matcher = matched(SIZE, text);
          String unit = matcher.group(2);
          int shift =
              unit == null ? 0 : Math.max(0, 10 * List.of("B", "KiB", "MiB", "GiB").indexOf(unit));
          return within(Long.parseLong(matcher.group(1)) << shift, least, most);
        });
  }

  /** A moment in time, with its offset from UTC (RFC 3339). */
  public static Type<Instant> instant() {
    return scalar(
        "a time such as 2026-01-31T00:00:00Z",
        text -> {
          try {
            return java.time.OffsetDateTime.parse(text).toInstant();
          } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("", e);
          }
        });
  }

  /** One of an enum's constants, written in lower case. */
  public static <E extends Enum<E>> Type<E> choice(Class<E> choices) {
    return choice(Arrays.asList(choices.getEnumConstants()), Types::word);
  }

  /** One of some values, each written as the function says. */
  public static <T> Type<T> choice(List<T> choices, Function<T, String> word) {
    List<String> words = choices.stream().map(word).toList();
    return scalar(
        "one of " + String.join(", ", words),
        new Shape.Choice(words),
        text -> {
          int index = words.indexOf(text);
          if (index < 0) {
            throw new IllegalArgumentException();
          }
          return choices.get(index);
        });
  }

  /** The word that stands for an enum's constant in a file. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Anything, to be read later by somebody who knows more. */
  public static Type<Node> node(String expected) {
    return node(expected, new Shape.Anything());
  }

  /** The same, where it is known what that somebody will find. */
  public static Type<Node> node(String expected, Shape shape) {
    return of(expected, shape, (self, node, path, problems) -> node);
  }

  /** A name of ours: a letter, then letters, digits, dots, dashes and underscores. */
  public static Type<String> name() {
    return scalar(
        "a name: a letter, then at most 99 letters, digits, dots, dashes or underscores",
        new Shape.Text(NAME.pattern()),
        text -> {
          if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException();
          }
          return text;
        },
        ProblemCode.INVALID_NAME);
  }

  /** A topic's exact name. */
  public static Type<String> topicName() {
    return scalar(
        "a topic's name: at most 249 letters, digits, dots, dashes or underscores",
        new Shape.Text(TOPIC.pattern()),
        text -> {
          if (!TOPIC.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException();
          }
          return text;
        },
        ProblemCode.INVALID_NAME);
  }

  /** A single value that keeps its place. */
  public static <T> Type<Located<T>> located(Type<T> type) {
    return located(type, written -> written);
  }

  /**
   * The same, of which more than one spelling means the same.
   *
   * @param meaning gives equal texts for them
   */
  public static <T> Type<Located<T>> located(Type<T> type, UnaryOperator<String> meaning) {
    return of(
        type.expected(),
        type.shape(),
        (self, node, path, problems) -> {
          T value = type.parse(node, path, problems);
          return value != null && node instanceof Scalar scalar
              ? new Located<>(
                  value, node.at(), path, scalar.written(), meaning.apply(scalar.written()))
              : null;
        });
  }

  /** Another type's value, or null for none. */
  public static <T> Type<Optional<T>> orNull(Type<T> type) {
    return of(
        type.expected() + ", or null",
        new Shape.Either(List.of(type.shape(), new Shape.Null())),
        (self, node, path, problems) -> {
          if (node instanceof Scalar scalar && scalar.isNull()) {
            return Optional.empty();
          }
          T value = type.parse(node, path, problems);
          return value == null ? null : Optional.of(value);
        });
  }

  /** Another type's value, made into something else. */
  public static <A, B> Type<B> mapped(Type<A> type, Function<A, B> made) {
    return of(
        type.expected(),
        type.shape(),
        (self, node, path, problems) -> {
          A value = type.parse(node, path, problems);
          return value == null ? null : made.apply(value);
        });
  }

  /**
   * A single value.
   *
   * @param read throws IllegalArgumentException where the text is not right, with a message where
   *     "expected ..." does not say it all
   */
  public static <T> Type<T> scalar(String expected, Function<String, T> read) {
    return scalar(expected, new Shape.Text(null), read);
  }

  /** A single value of which more can be said to programs. */
  public static <T> Type<T> scalar(String expected, Shape shape, Function<String, T> read) {
    return scalar(expected, shape, read, ProblemCode.WRONG_VALUE);
  }

  /** The same, with a code of its own for a value that is not right. */
  public static <T> Type<T> scalar(
      String expected, Shape shape, Function<String, T> read, ProblemCode wrongValue) {
    return of(
        expected,
        shape,
        (self, node, path, problems) -> {
          if (!(node instanceof Scalar scalar) || scalar.isNull()) {
            reportType(self, node, path, problems);
            return null;
          }
          if (!scalar.known()) {
            return null;
          }
          try {
            return read.apply(scalar.text());
          } catch (IllegalArgumentException e) {
            problems.error(
                wrongValue,
                node.at(),
                path,
                scalar.kind() + " " + why(scalar, e),
                "Expected " + expected);
            return null;
          }
        });
  }

  /** What is wrong may repeat the text: it is not told where variables stand in it. */
  private static String why(Scalar scalar, IllegalArgumentException e) {
    if (!scalar.text().equals(scalar.written())) {
      return "is not valid once its variables are replaced";
    }
    String why = e.getMessage();
    return why == null || why.isEmpty() ? "is not allowed" : why;
  }

  /** Reports that a value has another form than the type's. */
  static void reportType(Type<?> type, Node node, String path, Problems problems) {
    problems.error(
        ProblemCode.WRONG_TYPE,
        node.at(),
        path,
        "expected "
            + type.expected()
            + ", found "
            // what should have been a mapping may be a secret in the wrong place
            + (type instanceof Section && node instanceof Scalar scalar && !scalar.isNull()
                ? "a single value"
                : node.kind()),
        node instanceof Scalar scalar && scalar.isNull() && !scalar.written().isEmpty()
            ? "Quote it if the word is meant"
            : null);
  }

  private static long within(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException("must be from " + least + " to " + most);
    }
    return value;
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException();
    }
    return matcher;
  }

  private static String show(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }

  /** How a type reads a value. */
  interface Parser<T> {
    @Nullable T parse(Type<T> self, Node node, String path, Problems problems);
  }

  /** A type made of its parts. */
  static <T> Type<T> of(String expected, Shape shape, Parser<T> parser) {
    return new Type<>() {
      @Override
      public @Nullable T parse(Node node, String path, Problems problems) {
        return parser.parse(this, node, path, problems);
      }

      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public String expected() {
        return expected;
      }
    };
  }
}
