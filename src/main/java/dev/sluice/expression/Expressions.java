package dev.sluice.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles CEL expressions over messages. Numbers compare by value across integers and floating
 * point; a null, a missing field and a field of another type are three things. Safe for several
 * threads.
 */
public final class Expressions {
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)' \\(in container '.*'\\)");
  private static final Pattern NO_OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '([^']*)'.*", Pattern.DOTALL);

  /** How many items all comprehensions of one evaluation may look at. */
  public static final int MOST_ITERATIONS = 1_000_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .build();

  private final Map<String, CelType> variables = new LinkedHashMap<>();
  private final CelCompiler compiler;
  private final CelRuntime runtime;

  /**
   * For messages of one kind.
   *
   * @param valueIsJson whether values are JSON; else they are opaque, and no variable
   */
  public Expressions(boolean valueIsJson) {
    if (valueIsJson) {
      variables.put("value", MapType.create(SimpleType.STRING, SimpleType.DYN));
    }
    variables.put("key", SimpleType.DYN);
    variables.put("headers", MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)));
    variables.put("topic", SimpleType.STRING);
    variables.put("partition", SimpleType.INT);
    variables.put("offset", SimpleType.INT);
    variables.put("timestamp", SimpleType.TIMESTAMP);
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
    variables.forEach(builder::addVar);
    Operators.declare(builder);
    compiler = builder.build();
    CelRuntimeBuilder made = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS);
    Operators.bind(made, OPTIONS);
    Gathering.bind(made);
    runtime = made.build();
  }

  /** Compiles an expression that is true or false. */
  public Expression condition(Source source) throws ExpressionException {
    CelAbstractSyntaxTree tree = compiled(source);
    CelType result = tree.getResultType();
    if (!result.equals(SimpleType.BOOL) && !result.equals(SimpleType.DYN)) {
      throw new ExpressionException(
          "the result is of type " + result.name() + ", not true or false",
          "Compare it with something");
    }
    return expression(source, tree);
  }

  /** The same of one without variables. */
  public Expression condition(String text) throws ExpressionException {
    return condition(Source.of(text));
  }

  /** Compiles an expression whose result becomes a value, a key or a text. */
  public Expression expression(Source source) throws ExpressionException {
    CelAbstractSyntaxTree tree = compiled(source);
    if (tree.getResultType().kind() == CelKind.TYPE) {
      throw new ExpressionException(
          "the result is a type, which no record can hold", "Write string(type(...))");
    }
    return expression(source, tree);
  }

  /** The same of one without variables. */
  public Expression expression(String text) throws ExpressionException {
    return expression(Source.of(text));
  }

  private Expression expression(Source source, CelAbstractSyntaxTree tree)
      throws ExpressionException {
    boolean readsValue =
        tree.getReferenceMap().values().stream()
            .anyMatch(reference -> reference.name().equals("value"));
    new Literals(tree, runtime, source).check();
    try {
      FieldVariables.Rewritten rewritten = FieldVariables.of(tree);
      return new Expression(
          source,
          runtime.createProgram(rewritten.tree()),
          readsValue,
          new Copies(tree, runtime),
          rewritten.fields(),
          FieldCondition.of(tree.getExpr()));
    } catch (CelEvaluationException e) {
      throw new ExpressionException(
          source.isPlain() ? String.valueOf(e.getMessage()) : "it cannot be evaluated", null);
    }
  }

  /** The fields of the value that an expression names. */
  public List<FieldRead> fields(Source source) throws ExpressionException {
    return FieldReads.of(compiled(source));
  }

  /** The names of the variables and functions that an expression refers to. */
  public Set<String> variables(Source source) throws ExpressionException {
    return compiled(source).getReferenceMap().values().stream()
        .map(CelReference::name)
        .collect(Collectors.toSet());
  }

  private CelAbstractSyntaxTree compiled(Source source) throws ExpressionException {
    try {
      return compiler.compile(source.text()).getAst();
    } catch (CelValidationException e) {
      throw explained(source, e.getErrors().getFirst());
    } catch (StackOverflowError e) {
      throw new ExpressionException("it is nested too deeply", "Use fewer levels");
    }
  }

  private ExpressionException explained(Source source, CelIssue issue) {
    String place = place(source, issue);
    Matcher undeclared = UNDECLARED.matcher(issue.getMessage());
    if (undeclared.matches()) {
      return undeclared(source, issue, undeclared.group(1), place);
    }
    Matcher overload = NO_OVERLOAD.matcher(issue.getMessage());
    if (overload.matches()) {
      return new ExpressionException(
          source.quoted(overload.group(1).replace("_", ""))
              + " does not take "
              + overload.group(2)
              + place,
          null);
    }
    return source.isPlain()
        ? new ExpressionException(syntax(issue.getMessage()) + place, meant(issue.getMessage()))
        : new ExpressionException("syntax error" + place, "Check it with its variables replaced");
  }

  /** Where in the text it is; where variables stand in it the file has other columns. */
  private static String place(Source source, CelIssue issue) {
    if (!source.isPlain()) {
      return " (after its variables are replaced)";
    }
    return " ("
        + (source.text().contains("\n") ? "line " + issue.getSourceLocation().getLine() + ", " : "")
        + "column "
        + (issue.getSourceLocation().getColumn() + 1)
        + " of the expression)";
  }

  private ExpressionException undeclared(Source source, CelIssue issue, String name, String place) {
    int line = issue.getSourceLocation().getLine();
    int column = issue.getSourceLocation().getColumn();
    String[] lines = source.text().split("\n", -1);
    String at = line <= lines.length ? lines[line - 1] : "";
    if (column < at.length() && at.charAt(column) == '(') {
      return new ExpressionException(
          "no such function " + source.quoted(name) + place,
          "CEL's standard functions and macros are there: size, contains, startsWith, endsWith, matches, has, all, exists, ...");
    }
    if (name.equals("value")) {
      return new ExpressionException(
          "the value is opaque with format: raw" + place,
          "Known: " + String.join(", ", variables.keySet()));
    }
    return new ExpressionException(
        source.isShown(name)
            ? "no such variable \"" + name + "\"" + place
            : "the value of a variable is not a known name" + place,
        source.isPlain()
            ? "Known: " + String.join(", ", variables.keySet())
            : "Put a text in quotes: '${NAME}'");
  }

  /** What was probably meant, in the words of other languages. */
  private static @Nullable String meant(String message) {
    if (message.contains("error at: '= ") || message.contains("error at: '='")) {
      return "Compare with ==";
    }
    if (message.contains("input 'and'")) {
      return "Write && for \"and\"";
    }
    return message.contains("input 'or'") ? "Write || for \"or\"" : null;
  }

  private static String syntax(String message) {
    int expecting = message.indexOf(" expecting ");
    return "syntax error: "
        + (expecting < 0 ? message : message.substring(0, expecting))
            .replace("mismatched input '<EOF>'", "the expression ends too early");
  }
}
