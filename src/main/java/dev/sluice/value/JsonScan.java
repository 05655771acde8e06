package dev.sluice.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Recognises values that are one JSON object, in one pass: most values are looked at by nobody, or
 * in one field. What it recognises {@link JsonObjects} decodes; where it does not, that has the
 * word, and says what is wrong.
 */
final class JsonScan {
  /** Deeper values are left to the parser. */
  private static final int DEEPEST = 64;

  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private static final int REFUSED = -1;

  private JsonScan() {}

  /**
   * Whether {@link JsonObjects#decode} surely decodes these; false says nothing.
   *
   * @param outline is told of the object's members, or null
   */
  static boolean recognises(byte[] bytes, @Nullable Outline outline) {
    int at = space(bytes, 0);
    if (at(bytes, at) != '{') {
      return false;
    }
    int end = object(bytes, at + 1, 0, outline);
    return end >= 0 && space(bytes, end) == bytes.length;
  }

  /** A byte, or behind the last one something that stands nowhere in JSON. */
  private static byte at(byte[] bytes, int index) {
    return index < bytes.length ? bytes[index] : 0;
  }

  /**
   * Behind an object whose brace was seen.
   *
   * @param outline is told of its members, or null
   */
  private static int object(byte[] bytes, int from, int depth, @Nullable Outline outline) {
    int at = space(bytes, from);
    if (at(bytes, at) == '}') {
      return at + 1;
    }
    while (true) {
      if (at(bytes, at) != '"') {
        return REFUSED;
      }
      int name = at + 1;
      int colon = text(bytes, name);
      if (colon < 0) {
        return REFUSED;
      }
      int nameEnd = colon - 1;
      colon = space(bytes, colon);
      if (at(bytes, colon) != ':') {
        return REFUSED;
      }
      int value = space(bytes, colon + 1);
      if (outline != null) {
        outline.member(name, nameEnd, value);
      }
      at = value(bytes, value, depth);
      if (at < 0) {
        return REFUSED;
      }
      at = space(bytes, at);
      if (at(bytes, at) != ',') {
        return at(bytes, at) == '}' ? at + 1 : REFUSED;
      }
      at = space(bytes, at + 1);
    }
  }

  /** Behind an array whose bracket was seen. */
  private static int array(byte[] bytes, int from, int depth) {
    int at = space(bytes, from);
    if (at(bytes, at) == ']') {
      return at + 1;
    }
    while (true) {
      at = value(bytes, at, depth);
      if (at < 0) {
        return REFUSED;
      }
      at = space(bytes, at);
      if (at(bytes, at) != ',') {
        return at(bytes, at) == ']' ? at + 1 : REFUSED;
      }
      at = space(bytes, at + 1);
    }
  }

  private static int value(byte[] bytes, int from, int depth) {
    return switch (at(bytes, from)) {
      case '{' -> depth < DEEPEST ? object(bytes, from + 1, depth + 1, null) : REFUSED;
      case '[' -> depth < DEEPEST ? array(bytes, from + 1, depth + 1) : REFUSED;
      default -> scalar(bytes, from);
    };
  }

  /** Behind a text, a number or a literal. */
  static int scalar(byte[] bytes, int from) {
    return switch (at(bytes, from)) {
      case '"' -> text(bytes, from + 1);
      case 't' -> literal(bytes, from, 'r', 'u', 'e');
      case 'n' -> literal(bytes, from, 'u', 'l', 'l');
      case 'f' -> at(bytes, from + 1) == 'a' ? literal(bytes, from + 1, 'l', 's', 'e') : REFUSED;
      default -> number(bytes, from);
    };
  }

  private static int literal(byte[] bytes, int from, char second, char third, char fourth) {
    return at(bytes, from + 1) == second
            && at(bytes, from + 2) == third
            && at(bytes, from + 3) == fourth
        ? from + 4
        : REFUSED;
  }

  private static int number(byte[] bytes, int from) {
    int first = at(bytes, from) == '-' ? from + 1 : from;
    int at = digits(bytes, first);
    if (at == first || (bytes[first] == '0' && at > first + 1)) {
      return REFUSED;
    }
    if (at(bytes, at) == '.') {
      int fraction = at + 1;
      at = digits(bytes, fraction);
      if (at == fraction) {
        return REFUSED;
      }
    }
    return (at(bytes, at) | 0x20) == 'e' ? exponent(bytes, at + 1) : at;
  }

  private static int exponent(byte[] bytes, int from) {
    int first = at(bytes, from) == '+' || at(bytes, from) == '-' ? from + 1 : from;
    int at = digits(bytes, first);
    return at == first ? REFUSED : at;
  }

  private static int digits(byte[] bytes, int from) {
    int at = from;
    while (at(bytes, at) >= '0' && at(bytes, at) <= '9') {
      at++;
    }
    return at;
  }

  /** Behind the quote that closes a text. */
  private static int text(byte[] bytes, int from) {
    int at = plain(bytes, from);
    while (at(bytes, at) != '"') {
      byte found = at(bytes, at);
      at = found == '\\' ? escape(bytes, at + 1) : found < 0 ? sequence(bytes, at) : REFUSED;
      if (at < 0) {
        return REFUSED;
      }
      at = plain(bytes, at);
    }
    return at + 1;
  }

  /**
   * The first byte of a text that is not plain: a quote, a backslash, a control character, or the
   * beginning of a sequence that is not ASCII. Eight at a time, and then what is left.
   */
  static int plain(byte[] bytes, int from) {
    int at = from;
    for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
      long eight = eight(bytes, at);
      long quotes = eight ^ '"' * ONES;
      long backslashes = eight ^ '\\' * ONES;
      long special =
          (eight // not ASCII
                  | (eight - 0x20 * ONES) & ~eight // control characters
                  | (quotes - ONES) & ~quotes
                  | (backslashes - ONES) & ~backslashes)
              & HIGH;
      if (special != 0) {
        // what borrows from the byte above is itself marked: the lowest one is right
        return at + (Long.numberOfTrailingZeros(special) >>> 3);
      }
    }
    while (at < bytes.length && isPlain(bytes[at])) {
      at++;
    }
    return at;
  }

  /** Eight bytes, the first one the lowest. */
  static long eight(byte[] bytes, int at) {
    return (long) EIGHT.get(bytes, at);
  }

  private static boolean isPlain(byte each) {
    return each >= 0x20 && each != '"' && each != '\\';
  }

  private static int escape(byte[] bytes, int at) {
    return switch (at(bytes, at)) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
      case 'u' -> hex(bytes, at + 1);
      default -> REFUSED;
    };
  }

  private static int hex(byte[] bytes, int from) {
    for (int at = from; at < from + 4; at++) {
      if (Character.digit(at(bytes, at), 16) < 0) {
        return REFUSED;
      }
    }
    return from + 4;
  }

  /** Behind one well-formed sequence of UTF-8 that is not ASCII (RFC 3629). */
  private static int sequence(byte[] bytes, int at) {
    int first = bytes[at] & 0xFF;
    if (first >= 0xC2 && first <= 0xDF) {
      return continued(bytes, at, 1, 0x80, 0xBF);
    }
    if (first >= 0xE0 && first <= 0xEF) {
      return continued(bytes, at, 2, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF);
    }
    if (first >= 0xF0 && first <= 0xF4) {
      return continued(bytes, at, 3, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
    }
    return REFUSED;
  }

  /** The byte behind the first one has bounds of its own. */
  private static int continued(byte[] bytes, int at, int count, int lowest, int highest) {
    int second = at(bytes, at + 1) & 0xFF;
    if (second < lowest || second > highest) {
      return REFUSED;
    }
    for (int i = 2; i <= count; i++) {
      if ((at(bytes, at + i) & 0xC0) != 0x80) {
        return REFUSED;
      }
    }
    return at + count + 1;
  }

  /** Behind the white space that begins somewhere, be it none. */
  static int space(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  /**
   * Behind a text, a number or a literal that is known to be one: that is a matter of the next
   * quote, comma, bracket or space. Never behind all bytes.
   */
  static int scalarEnd(byte[] bytes, int from) {
    int at = from + 1;
    if (bytes[from] != '"') {
      while (at < bytes.length && ",]} \n\r\t".indexOf(bytes[at]) < 0) {
        at++;
      }
      return at;
    }
    at = plain(bytes, at);
    while (at < bytes.length && bytes[at] != '"') {
      at = plain(bytes, bytes[at] == '\\' ? at + 2 : at + 1);
    }
    return Math.min(at + 1, bytes.length);
  }

  private static boolean isSpace(byte each) {
    return each <= ' ' && (each == ' ' || each == '\n' || each == '\r' || each == '\t');
  }
}
