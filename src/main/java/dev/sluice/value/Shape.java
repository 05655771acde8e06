package dev.sluice.value;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a topic often have in common: the brackets, the names, and what else stands
 * between their texts, numbers and literals. A value that has the same between its own is one JSON
 * object too, and its members stand at the same places between them. For one thread.
 */
final class Shape {
  /** Where more is in between, too little is gained. */
  private static final int MOST_GAPS = 64;

  /** Likewise; and what is learnt is kept. */
  private static final int MOST_WORDS = 2_048;

  /** What stands between, eight bytes at a time; the last of each gap is filled up with zeros. */
  private final long[] words;

  /** How many bytes each gap has. */
  private final int[] lengths;

  /** Of each place of an outline: the gap in which it lies, and how far behind its beginning. */
  private final int[] places;

  /** Where the gaps of the value that was looked at last begin. */
  private final int[] begins;

  private final boolean plain;

  private Shape(long[] words, int[] lengths, int[] places, boolean plain) {
    this.words = words;
    this.lengths = lengths;
    this.places = places;
    this.begins = new int[lengths.length];
    this.plain = plain;
  }

  /**
   * That of a value.
   *
   * @param outline of the same value
   * @return null where too much is in between
   */
  static @Nullable Shape of(byte[] bytes, Outline outline) {
    int[] begins = new int[MOST_GAPS];
    int[] lengths = new int[MOST_GAPS];
    int count = 0;
    int words = 0;
    int at = 0;
    while (at < bytes.length) {
      if (count == MOST_GAPS) {
        return null;
      }
      int end = gapEnd(bytes, at);
      begins[count] = at;
      lengths[count] = end - at;
      words += words(end - at);
      count++;
      at = end < bytes.length ? JsonScan.scalarEnd(bytes, end) : end; // a brace is the last
    }
    if (words > MOST_WORDS) {
      return null;
    }
    return new Shape(
        words(bytes, begins, lengths, count, words),
        Arrays.copyOf(lengths, count),
        places(outline.places(), begins, lengths, count),
        outline.isPlain());
  }

  /** Where the next text, number or literal begins that is no name. */
  private static int gapEnd(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length) {
      switch (bytes[at]) {
        case '{', '}', '[', ']', ',', ' ', '\n', '\r', '\t' -> at++;
        case '"' -> {
          int behind = JsonScan.space(bytes, JsonScan.scalarEnd(bytes, at));
          if (behind == bytes.length || bytes[behind] != ':') {
            return at;
          }
          at = behind + 1;
        }
        default -> {
          return at;
        }
      }
    }
    return at;
  }

  private static int words(int length) {
    return (length + Long.BYTES - 1) / Long.BYTES;
  }

  private static long[] words(byte[] bytes, int[] begins, int[] lengths, int count, int words) {
    long[] all = new long[words];
    int word = 0;
    for (int gap = 0; gap < count; gap++) {
      byte[] padded =
          Arrays.copyOf(
              Arrays.copyOfRange(bytes, begins[gap], begins[gap] + lengths[gap]),
              words(lengths[gap]) * Long.BYTES);
      for (int at = 0; at < padded.length; at += Long.BYTES) {
        all[word++] = JsonScan.eight(padded, at);
      }
    }
    return all;
  }

  private static int[] places(int[] outline, int[] begins, int[] lengths, int count) {
    int[] places = new int[outline.length * 2];
    int gap = 0;
    for (int i = 0; i < outline.length; i++) {
      while (outline[i] > begins[gap] + lengths[gap]) {
        gap++;
      }
      places[2 * i] = gap;
      places[2 * i + 1] = outline[i] - begins[gap];
    }
    return places;
  }

  /** The outline of a value that has this shape; null of one that has not. */
  @Nullable Outline outline(byte[] bytes) {
    if (!fits(bytes)) {
      return null;
    }
    int[] found = new int[places.length / 2];
    for (int i = 0; i < found.length; i++) {
      found[i] = begins[places[2 * i]] + places[2 * i + 1];
    }
    return new Outline(bytes, found, plain);
  }

  /** Whether a value has this shape: then it is one JSON object. */
  boolean fits(byte[] bytes) {
    int at = 0;
    int word = 0;
    int last = lengths.length - 1;
    for (int gap = 0; gap <= last; gap++) {
      if (gap > 0) {
        at = JsonScan.scalar(bytes, at);
        if (at < 0) {
          return false;
        }
      }
      begins[gap] = at;
      int end = at + lengths[gap];
      if (end > bytes.length) {
        return false;
      }
      for (; at < end; at += Long.BYTES) {
        if (!isSame(bytes, at, Math.min(end - at, Long.BYTES), words[word++])) {
          return false;
        }
      }
      at = end;
    }
    return at == bytes.length;
  }

  /** Whether a word begins with some bytes; looks at all eight at once where there are so many. */
  private static boolean isSame(byte[] bytes, int at, int count, long word) {
    if (at <= bytes.length - Long.BYTES) {
      return (JsonScan.eight(bytes, at) ^ word) << (Long.BYTES - count) * Byte.SIZE == 0;
    }
    for (int i = 0; i < count; i++) {
      if (bytes[at + i] != (byte) (word >>> i * Byte.SIZE)) {
        return false;
      }
    }
    return true;
  }
}
