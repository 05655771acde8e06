package dev.sluice.problem;

/** Text from files and clients, for a terminal: control characters are escaped, all else stays. */
final class Printable {
  private Printable() {}

  static String of(String text) {
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
}
