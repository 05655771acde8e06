package dev.sluice.value;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds one field in a value that nobody has decoded, without decoding it. Says so where it cannot
 * tell, and whoever asked looks at the decoded value then. Immutable.
 *
 * @param path goes into no array
 * @param names the path's, as they stand in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FieldScan(FieldPath path, byte[][] names) {
  /** What it found. */
  public sealed interface Glance {
    /**
     * The field's value: a text, a number, true, false or null.
     *
     * @param scalar as it is written
     */
    record Found(JsonScalar scalar) implements Glance {}

    /** Nothing that a glance would tell. */
    enum Other implements Glance {
      /** The field is not there. */
      MISSING,
      /** It holds an object or an array. */
      NESTED,
      /** A name is written with escapes. */
      UNSURE
    }
  }

  /** No member bears the name. */
  static final int NOT_THERE = -1;

  /** Some name is written with escapes, and may be this one. */
  static final int ESCAPED = -2;

  /** For a path that goes into no array. */
  public static FieldScan of(FieldPath path) {
    return new FieldScan(
        path,
        path.names().stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new));
  }

  /** Looks into a value. */
  public Glance in(Outline value) {
    byte[] bytes = value.bytes();
    int at = value.find(names[0]);
    for (int i = 1; i < names.length && at >= 0; i++) {
      at = bytes[at] == '{' ? member(bytes, at + 1, names[i]) : NOT_THERE;
    }
    if (at < 0) {
      return at == ESCAPED ? Glance.Other.UNSURE : Glance.Other.MISSING;
    }
    return bytes[at] == '{' || bytes[at] == '['
        ? Glance.Other.NESTED
        : new Glance.Found(new JsonScalar(bytes, at, JsonScan.scalarEnd(bytes, at)));
  }

  /** Where the value of the last member of a name begins. */
  private static int member(byte[] bytes, int from, byte[] wanted) {
    int found = NOT_THERE;
    int at = JsonScan.space(bytes, from);
    while (bytes[at] != '}') {
      if (bytes[at] == ',') {
        at = JsonScan.space(bytes, at + 1);
      }
      int name = at + 1;
      int end = JsonScan.plain(bytes, name);
      while (bytes[end] < 0) {
        end = JsonScan.plain(bytes, end + 1);
      }
      if (bytes[end] == '\\') {
        return ESCAPED;
      }
      int value = JsonScan.space(bytes, JsonScan.space(bytes, end + 1) + 1);
      if (end - name == wanted.length
          && Arrays.equals(bytes, name, end, wanted, 0, wanted.length)) {
        found = value;
      }
      at = JsonScan.space(bytes, behind(bytes, value));
    }
    return found;
  }

  /** Behind a value, whatever it holds. */
  private static int behind(byte[] bytes, int from) {
    int depth = 0;
    int at = from;
    do {
      switch (bytes[at]) {
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        case ',', ':', ' ', '\n', '\r', '\t' -> at++;
        default -> at = JsonScan.scalarEnd(bytes, at);
      }
    } while (depth > 0);
    return at;
  }
}
