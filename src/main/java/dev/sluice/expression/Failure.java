package dev.sluice.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.sluice.value.FieldPath;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an expression failed on, in our own words: the runtime's may hold what is in the record. Of
 * the expression itself {@link Source} says what may be quoted.
 */
final class Failure {
  private static final Pattern PLACE =
      Pattern.compile("evaluation error(?: at <input>:(\\d{1,9}))?: (.*)", Pattern.DOTALL);
  private static final Pattern KEY = Pattern.compile("key '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern FUNCTION =
      Pattern.compile("No matching overload for function '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern ARITHMETIC = Pattern.compile("_[-+*/%]_");

  /** What the parser makes of an operator. */
  private static final Pattern OPERATOR = Pattern.compile("_\\W{1,2}_|[-!@]\\w{0,20}|_\\[_]");

  private static final Pattern CHAIN = Pattern.compile("[A-Za-z_]\\w*+(?:\\.\\w++)++");

  private final Source source;

  /** What the runtime says, without the place. */
  private final String said;

  /** The dotted name at the place that it tells, or null where there is none to quote. */
  private final @Nullable String chain;

  private Failure(Source source, CelEvaluationException e) {
    Matcher matcher = PLACE.matcher(String.valueOf(e.getMessage()));
    boolean known = matcher.matches();
    String found =
        known && matcher.group(1) != null
            ? chainAt(source.text(), Integer.parseInt(matcher.group(1)))
            : null;
    this.source = source;
    this.said = known ? matcher.group(2) : "";
    this.chain = found != null && source.isShown(found) ? found : null;
  }

  /** Whether a variable was asked for that has no value: a field that is not there. */
  static boolean isOfVariable(CelEvaluationException e) {
    return String.valueOf(e.getMessage()).contains(" @value");
  }

  static EvaluationException missing(Source source, FieldPath field) {
    boolean shown = field.names().stream().allMatch(source::isShown);
    return missing(shown ? field.toString() : null);
  }

  private static EvaluationException missing(@Nullable String field) {
    return field == null
        ? new EvaluationException("a field is missing", "Guard it with has()")
        : new EvaluationException("there is no " + field, "Guard it: has(" + field + ") && ...");
  }

  static EvaluationException of(Source source, CelEvaluationException e) {
    return new Failure(source, e).explained(e.getErrorCode());
  }

  private EvaluationException explained(CelErrorCode code) {
    return switch (code) {
      case ATTRIBUTE_NOT_FOUND -> missing(chain == null ? null : upToKey(chain));
      case OVERLOAD_NOT_FOUND -> overload();
      case DIVIDE_BY_ZERO -> failed("division by zero", "Guard it: ... != 0 && ...");
      case INDEX_OUT_OF_BOUNDS ->
          failed("an index is outside of its list", "Guard it: size(...) > ... && ...");
      case NUMERIC_OVERFLOW ->
          failed("a number does not fit into 64 bits", "Use double(...) if precision may be lost");
      case ITERATION_BUDGET_EXCEEDED ->
          failed(
              "it looks at more than " + Expressions.MOST_ITERATIONS + " items",
              "Nested macros multiply: use fewer");
      case DUPLICATE_ATTRIBUTE ->
          failed("the map has a duplicate key", "Give each entry a key of its own");
      case BAD_FORMAT ->
          failed("a value cannot be converted", "Guard it: ... .matches('...') && ...");
      case INVALID_ARGUMENT, TYPE_NOT_FOUND, AMBIGUOUS_OVERLOAD, INTERNAL_ERROR ->
          failed(
              "a value is not what an operator or a function takes",
              "Guard it: type(" + (chain == null ? "value.x" : chain) + ") == ... && ...");
    };
  }

  private EvaluationException failed(String what, String hint) {
    return new EvaluationException(chain == null ? what : what + " (" + chain + ")", hint);
  }

  private EvaluationException overload() {
    Matcher matcher = FUNCTION.matcher(said);
    String function = matcher.matches() ? matcher.group(1) : "";
    boolean shown = OPERATOR.matcher(function).matches() || source.isShown(function);
    String type = "type(" + (chain == null ? "value.x" : chain) + ") == string";
    return new EvaluationException(
        "No matching overload for " + (shown ? "function '" + function + "'" : "a function"),
        ARITHMETIC.matcher(function).matches()
            ? "Convert it: double(...), int(...) or string(...), or guard it: " + type + " && ..."
            : "Guard it: " + type + ", has() or != null before the comparison");
  }

  /** The place is the whole chain's: only the part up to the missing key is meant. */
  private String upToKey(String selected) {
    Matcher key = KEY.matcher(said);
    int at = key.matches() ? selected.indexOf("." + key.group(1) + ".") : -1;
    return at < 0 ? selected : selected.substring(0, at + 1 + key.group(1).length());
  }

  /** The dotted name around a place in the expression, or null. */
  private static @Nullable String chainAt(String text, int place) {
    int from = Math.min(place, text.length());
    while (from > 0 && isNamePart(text.charAt(from - 1))) {
      from--;
    }
    int to = Math.min(place + 1, text.length());
    while (to < text.length() && isNamePart(text.charAt(to)) && text.charAt(to) != '.') {
      to++;
    }
    String selected = text.substring(from, to).strip();
    return CHAIN.matcher(selected).matches() ? selected : null;
  }

  private static boolean isNamePart(char character) {
    return Character.isLetterOrDigit(character) || character == '_' || character == '.';
  }
}
