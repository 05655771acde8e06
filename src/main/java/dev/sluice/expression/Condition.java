package dev.sluice.expression;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.sluice.message.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A compiled expression whose result is true or false. Safe for several threads. */
public final class Condition {
  private static final Pattern PLACE =
      Pattern.compile("evaluation error(?: at <input>:(\\d+))?: (.*)", Pattern.DOTALL);
  private static final Outcome HOLDS = new Outcome.Decided(true);
  private static final Outcome HOLDS_NOT = new Outcome.Decided(false);

  private final String text;
  private final CelRuntime.Program program;
  private final boolean readsValue;
  private final JsonObjects json;

  Condition(String text, CelRuntime.Program program, boolean readsValue, JsonObjects json) {
    this.text = text;
    this.program = program;
    this.readsValue = readsValue;
    this.json = json;
  }

  /** Whether it looks inside the value. */
  public boolean readsValue() {
    return readsValue;
  }

  /** Evaluates it. A value that is read must be one JSON object. */
  public Outcome evaluate(Message message) {
    try {
      Object result = program.eval(new MessageVariables(message, json));
      if (result instanceof Boolean holds) {
        return holds ? HOLDS : HOLDS_NOT;
      }
      return new Outcome.Failed(
          "the result is not true or false", "Compare it with something, or use type() and has()");
    } catch (CelEvaluationException e) {
      return failed(e);
    }
  }

  private Outcome failed(CelEvaluationException e) {
    Matcher matcher = PLACE.matcher(String.valueOf(e.getMessage()));
    if (!matcher.matches()) {
      return new Outcome.Failed(String.valueOf(e.getMessage()), "See the expression");
    }
    String place = matcher.group(1);
    String message = matcher.group(2);
    String selected = place == null ? null : selectedAt(Integer.parseInt(place));
    if (message.startsWith("key '") && selected != null) {
      selected = upTo(selected, message.substring(5, Math.max(5, message.indexOf('\'', 5))));
      return new Outcome.Failed(
          "there is no " + selected, "Guard it: has(" + selected + ") && ...");
    }
    return new Outcome.Failed(
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

  private static String shortened(String message) {
    int candidates = message.indexOf(" Overload candidates:");
    return (candidates < 0 ? message : message.substring(0, candidates)).replaceAll("\\.$", "");
  }

  /** The dotted name around a place in the expression, or null. */
  private @Nullable String selectedAt(int place) {
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
