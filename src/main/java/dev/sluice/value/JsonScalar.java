package dev.sluice.value;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.cel.common.values.NullValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text, a number, true, false or null, as it is written: {@code 1.10} stays {@code 1.10}, and
 * equals {@code 1.1}.
 */
public final class JsonScalar implements JsonValue {
  /** JSON's null. */
  public static final JsonScalar NULL = literal("null");

  private static final int LONGEST_INTEGER = 20;

  private final byte[] bytes;
  private final int from;
  private final int to;
  private @Nullable Object seen;

  /** What stands in bytes, that nobody changes, from one place up to another. */
  JsonScalar(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  private JsonScalar(byte[] written) {
    this(written, 0, written.length);
  }

  /** A text; an unpaired surrogate, which UTF-8 cannot hold, is written as an escape. */
  public static JsonScalar text(String text) {
    return new JsonScalar(quoted(text));
  }

  /** A number or a literal, as it is to be written. */
  public static JsonScalar literal(String written) {
    return new JsonScalar(written.getBytes(StandardCharsets.UTF_8));
  }

  /** A name or a text in quotes, escaped. */
  static byte[] quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, quoted);
    quoted.append('"');
    for (int i = 0; i < quoted.length(); i++) {
      char unit = quoted.charAt(i);
      if (Character.isHighSurrogate(unit) && Character.isLowSurrogate(quoted.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        quoted.replace(i, i + 1, String.format("\\u%04x", (int) unit));
      }
    }
    return quoted.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Where it ended when it was read. */
  int end() {
    return to;
  }

  /** Whether it is a text. */
  public boolean isText() {
    return bytes[from] == '"';
  }

  /**
   * Whether it is a text that says this.
   *
   * @param utf8 the same, which is compared with what is not written with escapes
   */
  public boolean says(String text, byte[] utf8) {
    if (!isText()) {
      return false;
    }
    return hasEscape()
        ? seen().equals(text)
        : Arrays.equals(bytes, from + 1, to - 1, utf8, 0, utf8.length);
  }

  /** Whether it is a number. */
  public boolean isNumber() {
    return bytes[from] == '-' || (bytes[from] >= '0' && bytes[from] <= '9');
  }

  /** Whether it is JSON's null. */
  public boolean isNull() {
    return bytes[from] == 'n';
  }

  /** What a text says; of anything else, how it is written. */
  public String content() {
    return isText() ? (String) seen() : toString();
  }

  @Override
  public Object seen() {
    Object known = seen;
    if (known == null) {
      known = look();
      seen = known;
    }
    return known;
  }

  private Object look() {
    return switch (bytes[from]) {
      case '"' ->
          hasEscape()
              ? JsonObjects.text(bytes, from, to - from)
              : new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8);
      case 't' -> true;
      case 'f' -> false;
      case 'n' -> NullValue.NULL_VALUE;
      default -> number(toString());
    };
  }

  private boolean hasEscape() {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }

  private static Object number(String text) {
    boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    if (whole && text.length() <= LONGEST_INTEGER) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        return Double.valueOf(text); // 20 digits do not fit
      }
    }
    return Double.valueOf(text);
  }

  @Override
  public void write(ByteArrayOutputStream out) {
    out.write(bytes, from, to - from);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonScalar scalar && identity().equals(scalar.identity());
  }

  @Override
  public int hashCode() {
    return identity().hashCode();
  }

  /** A number counts with all its digits, of which floating point may not see some. */
  private Object identity() {
    return isNumber() ? new Number(Decimals.normal(toString())) : seen();
  }

  /** Apart from the text that looks the same. */
  private record Number(String normal) {}

  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
