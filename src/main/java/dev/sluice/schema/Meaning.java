package dev.sluice.schema;

import dev.sluice.schema.Node.Mapping;
import dev.sluice.schema.Node.Scalar;
import dev.sluice.schema.Node.Sequence;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** What separates parts, or begins something of several. */
  private static final Pattern AMBIGUOUS = Pattern.compile("[,\"\\\\]|: |:$|^[{\\[]|^$|^ | $");

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
    if (value instanceof SequencedMap<?, ?> && node instanceof Mapping mapping) {
      return new Meaning(asWritten ? ordered(mapping, false) : text(value), ordered(mapping, true));
    }
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
              .map(item -> part(item, shown))
              .sorted()
              .collect(Collectors.joining(", "));
      case Mapping mapping ->
          written(mapping, shown).sorted().collect(Collectors.joining(", ", "{", "}"));
    };
  }

  private static String ordered(Mapping mapping, boolean shown) {
    return written(mapping, shown).collect(Collectors.joining(", ", "{", "}"));
  }

  private static Stream<String> written(Mapping mapping, boolean shown) {
    return mapping.entries().stream()
        .map(entry ->
            part(entry.key())
                + ": "
                + (shown && hides(entry) ? HIDDEN : part(entry.value(), shown)));
  }

  private static String part(Node node, boolean shown) {
    return node instanceof Scalar scalar ? part(scalar.written()) : written(node, shown);
  }

  /** A part of something longer: in quotes where it could be taken for more than one part. */
  private static String part(String text) {
    boolean alone = !AMBIGUOUS.matcher(text).find();
    return alone ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static boolean hides(Node.Entry entry) {
    return SECRET_NAME.matcher(entry.key()).matches()
        && entry.value() instanceof Scalar scalar
        && !VARIABLE.matcher(scalar.written()).matches();
  }

  private static String part(Object value) {
    return value instanceof Collection<?> || value instanceof Map<?, ?>
        ? text(value)
        : part(text(value));
  }

  /**
   * A value as a file would have it. Of lists and names the order does not count, but of those that
   * are done one after the other.
   */
  public static String text(Object value) {
    return switch (value) {
      case Duration duration -> duration(duration);
      case Enum<?> word -> word.name().toLowerCase(Locale.ROOT);
      case Pattern pattern -> pattern.pattern();
      case Optional<?> optional -> optional.map(Meaning::text).orElse("null");
      case Located<?> located -> located.meaning();
      case Collection<?> list ->
          list.stream().map(Meaning::part).sorted().collect(Collectors.joining(", "));
      case SequencedMap<?, ?> map -> entries(map).collect(Collectors.joining(", ", "{", "}"));
      case Map<?, ?> map -> entries(map).sorted().collect(Collectors.joining(", ", "{", "}"));
      default -> value.toString();
    };
  }

  private static Stream<String> entries(Map<?, ?> map) {
    return map.entrySet().stream()
        .map(entry -> part(entry.getKey()) + ": " + part(entry.getValue()));
  }

  private static String duration(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
