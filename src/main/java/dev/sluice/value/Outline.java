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
  private int[] places = new int[FEW * EACH];
  private int used;

  private Outline(byte[] bytes) {
    this.bytes = bytes;
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
      } else if (isEscaped(name, end)) {
        return FieldScan.ESCAPED;
      }
    }
    return found;
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
