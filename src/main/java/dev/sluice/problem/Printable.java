package dev.sluice.problem;

import org.jspecify.annotations.Nullable;

/** Text for people. */
public final class Printable {
  private Printable() {}

  /**
   * Text from files and clients: what ends a line, turns its direction or is no character is
   * escaped, all else stays.
   */
  public static String of(String text) {
    if (text.codePoints().allMatch(Printable::isPlain)) {
      return text;
    }
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(point -> {
          if (isPlain(point)) {
            printable.appendCodePoint(point);
          } else {
            printable.append(String.format(point <= 0xFF ? "\\x%02x" : "\\u%04x", point));
          }
        });
    return printable.toString();
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> !isDirection(point);
      default -> (point & 0xFFFE) != 0xFFFE;
    };
  }

  /** Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX 9). */
  private static boolean isDirection(int point) {
    return point == 0x061C
        || point == 0x200E
        || point == 0x200F
        || (point >= 0x202A && point <= 0x202E)
        || (point >= 0x2066 && point <= 0x2069)
        || point == 0xFEFF;
  }

  /** A message and its mend, where it has one. */
  public static String withHint(String message, @Nullable String hint) {
    return message + (hint == null ? "" : ". " + hint);
  }

  /** A number of things: "1 topic", "2 topics". */
  public static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
