package dev.sluice.problem;

import org.jspecify.annotations.Nullable;

/** Text for people. */
public final class Printable {
  private Printable() {}

  /** Text from files and clients: control characters are escaped, all else stays. */
  public static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder printable = new StringBuilder();
    text.chars()
        .forEach(character ->
            printable.append(
                Character.isISOControl(character)
                    ? String.format("\\x%02x", character)
                    : String.valueOf((char) character)));
    return printable.toString();
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
