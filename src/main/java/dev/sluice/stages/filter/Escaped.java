package dev.sluice.stages.filter;

/** Bytes for people: what is not printable ASCII is escaped, so that a terminal stays as it is. */
final class Escaped {
  private static final int SHOWN = 32;

  private Escaped() {}

  /** The first bytes, in quotes. */
  static String beginning(byte[] bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < Math.min(SHOWN, bytes.length); i++) {
      char character = (char) (bytes[i] & 0xff);
      if (character == '"' || character == '\\') {
        text.append('\\').append(character);
      } else if (character >= ' ' && character < 127) {
        text.append(character);
      } else {
        text.append(String.format("\\x%02x", (int) character));
      }
    }
    return text.append(bytes.length > SHOWN ? "\"..." : "\"").toString();
  }
}
