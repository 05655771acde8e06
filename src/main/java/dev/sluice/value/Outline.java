package dev.sluice.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the members of a value stand in its bytes: enough to look at a field without decoding the
 * value. For one thread.
 */
public final class Outline {
  private static final int FEW = 8;
  private static final int EACH = 3;

  private final byte[] bytes;
  private int[] places;
  private int used;

  /** Known of what was learnt before: no name is written with escapes. */
  private final boolean plain;

  private Outline(byte[] bytes) {
    this.bytes = bytes;
    this.places = new int[FEW * EACH];
    this.plain = false;
  }

  /**
   * With members that are known.
   *
   * @param places as {@link #places} has them
   * @param plain whether no name is written with escapes
   */
  Outline(byte[] bytes, int[] places, boolean plain) {
    this.bytes = bytes;
    this.places = places;
    this.used = places.length;
    this.plain = plain;
  }

  /**
   * Of a value that {@link JsonObjects#decode} surely decodes.
   *
   * @return null where that is not sure, and decoding has the word
   */
  public static @Nullable Outline of(byte[] bytes) {
    Outline outline = new Outline(bytes);
    return JsonScan.recognises(bytes, outline) ? outline : null;
  }

  /** Whether there is one, for who does not want it: then nothing is allocated. */
  public static boolean isOf(byte[] bytes) {
    return JsonScan.recognises(bytes, null);
  }

  /** The next member: its name from one place up to another, and where its value begins. */
  void member(int name, int nameEnd, int value) {
    if (used == places.length) {
      places = Arrays.copyOf(places, used * 2);
    }
    places[used++] = name;
    places[used++] = nameEnd;
    places[used++] = value;
  }

  /** Of each member where its name begins, where that ends, and where its value begins. */
  int[] places() {
    return Arrays.copyOf(places, used);
  }

  byte[] bytes() {
    return bytes;
  }

  /**
   * Where the value of a name begins, of the last one where several bear it.
   *
   * @return {@link FieldScan#NOT_THERE}, or {@link FieldScan#ESCAPED} where a name hides what it is
   */
  int find(byte[] wanted) {
    int found = FieldScan.NOT_THERE;
    for (int i = 0; i < used; i += EACH) {
      int name = places[i];
      int end = places[i + 1];
      if (end - name == wanted.length
          && Arrays.equals(bytes, name, end, wanted, 0, wanted.length)) {
        found = places[i + 2];
      } else if (!plain && isEscaped(name, end)) {
        return FieldScan.ESCAPED;
      }
    }
    return found;
  }

  /** Whether no name is written with escapes. */
  boolean isPlain() {
    for (int i = 0; i < used; i += EACH) {
      if (isEscaped(places[i], places[i + 1])) {
        return false;
      }
    }
    return true;
  }

  private boolean isEscaped(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\\') {
        return true;
      }
    }
    return false;
  }
}
