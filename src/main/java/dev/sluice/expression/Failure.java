package dev.sluice.expression;

import dev.cel.runtime.CelEvaluationException;
import dev.sluice.value.FieldPath;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the runtime says of an expression that failed, in words that name the mend. */
final class Failure {
  private static final Pattern PLACE =
      Pattern.compile("evaluation error(?: at <input>:(\\d+))?: (.*)", Pattern.DOTALL);

  private static final Pattern ARITHMETIC = Pattern.compile("overload for function '_[-+*/%]_'");
  private static final Pattern QUOTED = Pattern.compile("'[^']*'|\"[^\"]*\"");

  private Failure() {}

  /** Whether a variable was asked for that has no value: a field that is not there. */
  static boolean isOfVariable(CelEvaluationException e) {
    return String.valueOf(e.getMessage()).contains(" @value");
  }

  static EvaluationException missing(FieldPath field) {
    return new EvaluationException("there is no " + field, "Guard it: has(" + field + ") && ...");
  }

  static EvaluationException of(String text, CelEvaluationException e) {
    Matcher matcher = PLACE.matcher(String.valueOf(e.getMessage()));
    if (!matcher.matches()) {
      return new EvaluationException(String.valueOf(e.getMessage()), "See the expression");
    }
    String place = matcher.group(1);
    String message = discreet(text, matcher.group(2));
    String selected = place == null ? null : selectedAt(text, Integer.parseInt(place));
    if (message.startsWith("key '") && selected != null) {
      selected = upTo(selected, message.substring(5, Math.max(5, message.indexOf('\'', 5))));
      return new EvaluationException(
          "there is no " + selected, "Guard it: has(" + selected + ") && ...");
    }
    if (ARITHMETIC.matcher(message).find()) {
      return new EvaluationException(
          shortened(message),
          "In arithmetic an integer and a floating point number do not mix: write 2.0 for 2, or"
              + " double("
              + (selected == null ? "value.x" : selected)
              + ")");
    }
    return new EvaluationException(
        shortened(message),
        "Guard it: "
            + (selected == null ? "type(value.x) == string" : "type(" + selected + ")")
            + ", has() or != null before the comparison");
  }

  /** The place is the whole chain's: only the part up to the missing key is meant. */
  private static String upTo(String selected, String key) {
    int at = selected.indexOf("." + key + ".");
    return at < 0 ? selected : selected.substring(0, at + 1 + key.length());
  }

  /** What stands in quotes and not in the expression comes from a record: nobody is to see it. */
  private static String discreet(String text, String message) {
    return QUOTED
        .matcher(message)
        .replaceAll(found -> {
          String inner = found.group().substring(1, found.group().length() - 1);
          boolean ours = text.contains(inner) || inner.matches("_.*_|[-!@]\\w*");
          return Matcher.quoteReplacement(ours ? found.group() : "a value");
        });
  }

  private static String shortened(String message) {
    int candidates = message.indexOf(" Overload candidates:");
    return (candidates < 0 ? message : message.substring(0, candidates)).replaceAll("\\.$", "");
  }

  /** The dotted name around a place in the expression, or null. */
  private static @Nullable String selectedAt(String text, int place) {
    int from = Math.min(place, text.length());
    while (from > 0 && isNamePart(text.charAt(from - 1))) {
      from--;
    }
    int to = Math.min(place + 1, text.length());
    while (to < text.length() && isNamePart(text.charAt(to)) && text.charAt(to) != '.') {
      to++;
    }
    String selected = text.substring(from, to).strip();
    return selected.matches("[A-Za-z_]\\w*(\\.\\w+)+") ? selected : null;
  }

  private static boolean isNamePart(char character) {
    return Character.isLetterOrDigit(character) || character == '_' || character == '.';
  }
}
