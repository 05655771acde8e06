package dev.sluice.stages.filter;

import dev.sluice.expression.Expression;
import dev.sluice.expression.ExpressionException;
import dev.sluice.expression.Expressions;
import dev.sluice.expression.Source;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Located;
import dev.sluice.schema.Type;
import dev.sluice.schema.Types;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.Outside;
import dev.sluice.value.FieldPath;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The expressions of filters: how they are declared, checked and compiled. */
public final class Cel {
  /** A key's type. */
  static final Type<Located<String>> TYPE =
      Types.located(Types.scalar("a CEL expression", Cel::notEmpty), Cel::tightened);

  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+'|`[^`]*+`|\\s+|.", Pattern.DOTALL);

  /** A text in which a backslash means itself. */
  private static final Pattern RAW = Pattern.compile("[rR][\"']");

  private final Supplier<Expressions> json;
  private final Supplier<Expressions> raw;

  /**
   * With the two compilers, made when first needed.
   *
   * @param json for values that are JSON
   * @param raw for values that nobody looks into
   */
  public Cel(Supplier<Expressions> json, Supplier<Expressions> raw) {
    this.json = json;
    this.raw = raw;
  }

  /**
   * Without white space that means nothing. Texts and names in backticks stay as they are; an
   * expression with comments, or with texts that are raw or of several lines, stays as a whole.
   */
  private static String tightened(String text) {
    if (RAW.matcher(text).find()
        || text.contains("//")
        || text.contains("\"\"\"")
        || text.contains("'''")) {
      return text.strip();
    }
    StringBuilder tight = new StringBuilder();
    boolean space = false;
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (token.group().isBlank()) {
        space = true;
        continue;
      }
      boolean glued =
          space
              && !tight.isEmpty()
              && isWord(tight.charAt(tight.length() - 1))
              && isWord(token.group().charAt(0));
      tight.append(glued ? " " : "").append(token.group());
      space = false;
    }
    return tight.toString();
  }

  private static boolean isWord(char character) {
    return Character.isLetterOrDigit(character)
        || character == '_'
        || character == '"'
        || character == '\'';
  }

  private static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return text;
  }

  /** Reports what is wrong with one that must be true or false. */
  void checkCondition(Located<String> text, boolean valueIsJson, Problems problems) {
    check(text, problems, () -> (valueIsJson ? json : raw).get().condition(source(text)));
  }

  /** Reports what is wrong with one whose result goes into a record. */
  void check(Located<String> text, boolean valueIsJson, Problems problems) {
    check(text, problems, () -> (valueIsJson ? json : raw).get().expression(source(text)));
  }

  private static Source source(Located<String> text) {
    return new Source(text.value(), text.written());
  }

  private interface Compiling {
    Expression compile() throws ExpressionException;
  }

  private static void check(Located<String> text, Problems problems, Compiling compiling) {
    try {
      var _ = compiling.compile();
    } catch (ExpressionException e) {
      problems.error(
          ProblemCode.EXPRESSION, text.at(), text.path(), String.valueOf(e.getMessage()), e.hint());
    }
  }

  /** The fields of the value that an expression names; none where it does not compile. */
  List<FieldUse> uses(Located<String> text) {
    try {
      return json.get().fields(source(text)).stream()
          .map(field ->
              new FieldUse(
                  field.path(),
                  text.at(),
                  text.path(),
                  field.column(),
                  field.guard(),
                  field.certain(),
                  text.written()))
          .toList();
    } catch (ExpressionException e) {
      return List.of(); // the check has said so
    }
  }

  /** The fields that expressions name. */
  List<FieldPath> origins(List<Located<String>> texts) {
    return texts.stream()
        .flatMap(text -> uses(text).stream())
        .map(use -> new FieldPath(use.path()))
        .toList();
  }

  /** The parts outside of the value that expressions read; none of what does not compile. */
  Set<Outside> outside(List<Located<String>> texts) {
    Set<Outside> read = EnumSet.noneOf(Outside.class);
    for (Located<String> text : texts) {
      try {
        Set<String> variables = json.get().variables(source(text));
        for (Outside part : Outside.values()) {
          if (variables.contains(part.name().toLowerCase(Locale.ROOT))) {
            read.add(part);
          }
        }
      } catch (ExpressionException e) {
        continue; // the check has said so
      }
    }
    return read;
  }

  /**
   * Compiles one that was checked.
   *
   * @param key what it stands under, for people
   */
  Term compile(String key, Located<String> text) {
    try {
      return new Term(key + ": " + text.written(), json.get().expression(source(text)));
    } catch (ExpressionException e) {
      throw new IllegalStateException("checked before: " + text.written(), e);
    }
  }
}
