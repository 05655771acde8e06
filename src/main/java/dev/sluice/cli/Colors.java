package dev.sluice.cli;

import java.util.regex.Pattern;

/**
 * Colours for a terminal that shows them.
 *
 * @param wanted whether nobody has said otherwise
 * @param enabled whether, besides, standard output is a terminal
 */
record Colors(boolean wanted, boolean enabled) {
  private static final Pattern ERROR = Pattern.compile("\\berror(?=\\[)");
  private static final Pattern WARNING = Pattern.compile("\\bwarning(?=\\[)");

  /** Errors red, warnings yellow; nothing else changes. */
  String severities(String text) {
    if (!enabled) {
      return text;
    }
    String errors = ERROR.matcher(text).replaceAll("\u001b[1;31m$0\u001b[0m");
    return WARNING.matcher(errors).replaceAll("\u001b[1;33m$0\u001b[0m");
  }
}
