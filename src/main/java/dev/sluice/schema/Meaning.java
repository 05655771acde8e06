package dev.sluice.schema;

import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import dev.sluice.schema.Node.Sequence;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a setting comes to, however it is laid out: equal meanings are equal texts.
 *
 * @param text what is compared: the value, or what is written where variables stand in it; not to
 *     be shown
 * @param shown what may be shown: no secret, and nothing that a variable stands for (invariant 8)
 */
public record Meaning(String text, String shown) {
  private static final String HIDDEN = "(a secret)";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(file:[^}]*|[^:}]*)}");
  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(password|secret|token|jaas|credential).*", Pattern.CASE_INSENSITIVE);

  /** One that is no secret. */
  public static Meaning open(String text) {
    return new Meaning(text, text);
  }

  /**
   * Of a key's value.
   *
   * @param value null where the file says something that has no value, such as an unset variable
   * @param node what stands in the file, or null where the default holds
   */
  static Meaning of(Key<?> key, @Nullable Object value, @Nullable Node node) {
    if (node == null) {
      return open(value == null ? "" : text(value));
    }
    // an enum's constants may be spelt in another way than here
    boolean asWritten = value == null || value instanceof Enum<?> || hasVariable(node);
    String text = value == null || asWritten ? written(node, false) : text(value);
    if (key.type().secret()) {
      return new Meaning(text, VARIABLE.matcher(text).matches() ? text : HIDDEN);
    }
    boolean own = node instanceof Mapping || value instanceof Located<?>;
    return new Meaning(text, asWritten || own ? written(node, true) : text);
  }

  private static boolean hasVariable(Node node) {
    return switch (node) {
      case Scalar scalar -> scalar.written().contains("${");
      case Sequence sequence -> sequence.items().stream().anyMatch(Meaning::hasVariable);
      case Mapping mapping ->
          mapping.entries().stream().anyMatch(entry -> hasVariable(entry.value()));
    };
  }

  /**
   * As it stands in the file, in one form.
   *
   * @param shown whether what is called a secret is hidden
   */
  static String written(Node node, boolean shown) {
    return switch (node) {
      case Scalar scalar -> scalar.written();
      case Sequence sequence ->
          sequence.items().stream()
              .map(item -> written(item, shown))
              .sorted()
              .collect(Collectors.joining(", "));
      case Mapping mapping ->
          mapping.entries().stream()
              .map(entry ->
                  entry.key()
                      + ": "
                      + (shown && hides(entry) ? HIDDEN : written(entry.value(), shown)))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
    };
  }

  private static boolean hides(Node.Entry entry) {
    return SECRET_NAME.matcher(entry.key()).matches()
        && entry.value() instanceof Scalar scalar
        && !VARIABLE.matcher(scalar.written()).matches();
  }

  /** A value as a file would have it; of lists and names the order does not count. */
  public static String text(Object value) {
    return switch (value) {
      case Duration duration -> duration(duration);
      case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
      case Pattern pattern -> pattern.pattern();
      case Optional<?> optional -> optional.map(Meaning::text).orElse("null");
      case Located<?> located -> located.meaning();
      case Collection<?> list ->
          list.stream().map(Meaning::text).sorted().collect(Collectors.joining(", "));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> text(entry.getKey()) + ": " + text(entry.getValue()))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  private static String duration(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
