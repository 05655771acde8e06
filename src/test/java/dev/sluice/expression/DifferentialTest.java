package dev.sluice.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.value.Outline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What expressions see of our JSON, and the short way of those that only name a field, against
 * CEL's own runtime on plain maps and lists.
 */
class DifferentialTest {
  private static final int ROUNDS = 6_000;

  /** Around what floating point holds of whole numbers, and the last ones. */
  private static final List<Long> LARGE =
      List.of((1L << 53) - 1, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE);

  private static final CelOptions OPTIONS =
      CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
  private static final CelCompiler COMPILER = compiler();
  private static final CelRuntime RUNTIME = runtime();

  /** With the operators that are not the runtime's, which {@code OperatorsTest} is for. */
  private static CelRuntime runtime() {
    CelRuntimeBuilder builder = CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS);
    Operators.bind(builder, OPTIONS);
    return builder.build();
  }

  private static CelCompiler compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("value", MapType.create(SimpleType.STRING, SimpleType.DYN));
    Operators.declare(builder);
    return builder.build();
  }

  private static final Expressions OURS = new Expressions(true);

  private final Random random = new Random(11);

  @Test
  void bothSeeTheSame() throws Exception {
    int compared = 0;
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder json = new StringBuilder();
      Map<String, Object> plain = object(json, 0);
      String expression = expression(2);
      CelAbstractSyntaxTree tree = COMPILER.compile(expression).getAst();
      String theirs = theirs(tree, plain);
      Message message = message(json.toString().getBytes(UTF_8));
      assertThat(evaluated(expression, message)).as("%s on %s", expression, json).isEqualTo(theirs);
      assertThat(asJson(expression, message)).as("%s on %s", expression, json).isEqualTo(theirs);
      compared += theirs.equals("fails") ? 0 : 1;
    }
    assertThat(compared).isGreaterThan(ROUNDS / 4);
  }

  /** Conditions of the kind that is answered from bytes, and others among them. */
  @Test
  void conditionsHoldTheSame() throws Exception {
    int compared = 0;
    int fromBytes = 0;
    for (int i = 0; i < ROUNDS; i++) {
      StringBuilder json = new StringBuilder();
      Map<String, Object> plain = object(json, 0);
      byte[] bytes = json.toString().getBytes(UTF_8);
      String condition = condition(2);
      CelAbstractSyntaxTree tree = COMPILER.compile(condition).getAst();
      String theirs = theirs(tree, plain);
      assertThat(holds(condition, message(bytes)))
          .as("%s on %s", condition, json)
          .isEqualTo(theirs);
      compared += theirs.equals("fails") ? 0 : 1;
      fromBytes +=
          FieldCondition.of(tree.getExpr()).of(Outline.of(bytes)) == FieldCondition.Verdict.UNKNOWN
              ? 0
              : 1;
    }
    assertThat(compared).isGreaterThan(ROUNDS / 4);
    assertThat(fromBytes).isGreaterThan(ROUNDS / 10);
  }

  private static String holds(String condition, Message message) throws ExpressionException {
    try {
      return Boolean.toString(OURS.condition(condition).holds(message));
    } catch (EvaluationException e) {
      return "fails";
    }
  }

  private String condition(int depth) {
    if (depth > 0) {
      return switch (random.nextInt(4)) {
        case 0 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
        case 1 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
        case 2 -> "!(" + condition(depth - 1) + ")";
        default -> condition(0);
      };
    }
    String field = field();
    return switch (random.nextInt(8)) {
      case 0 -> "has(value." + (char) ('a' + random.nextInt(10)) + ")";
      case 1 -> "has(value.a." + (char) ('a' + random.nextInt(10)) + ")";
      case 2 -> field + (random.nextBoolean() ? " == " : " != ") + text();
      case 3 -> "size(" + field + ") == 1";
      case 4 -> field + " == " + List.of("null", "true", "2u").get(random.nextInt(3));
      default ->
          field
              + List.of(" == ", " != ", " < ", " <= ", " > ", " >= ").get(random.nextInt(6))
              + number();
    };
  }

  private String text() {
    return List.of("'xA'", "'y'", "'z'", "''", "'ü€'", "'\\u00fc€'", "'\\U0001F600'")
        .get(random.nextInt(7));
  }

  private String number() {
    return List.of("0", "1", "2.0", "1.5", "12345678901234567890.0", "9007199254740993", "-0.0")
        .get(random.nextInt(7));
  }

  private static Message message(byte[] bytes) {
    return new Message(new Partition("c", "t", 0), 0, -1, 0, null, new Payload(bytes), List.of());
  }

  private static String theirs(CelAbstractSyntaxTree tree, Map<String, Object> plain)
      throws CelEvaluationException {
    CelRuntime.Program program = RUNTIME.createProgram(tree);
    try {
      return Results.json(program.eval(Map.of("value", plain))).seen().toString();
    } catch (CelEvaluationException | EvaluationException e) {
      return "fails";
    }
  }

  private static String evaluated(String expression, Message message) throws ExpressionException {
    try {
      return Results.json(OURS.expression(expression).evaluate(message)).seen().toString();
    } catch (EvaluationException e) {
      return "fails";
    }
  }

  private static String asJson(String expression, Message message) throws ExpressionException {
    try {
      return OURS.expression(expression).json(message).seen().toString();
    } catch (EvaluationException e) {
      return "fails";
    }
  }

  private Map<String, Object> object(StringBuilder json, int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    List<String> written = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")) {
      if (random.nextInt(depth == 0 ? 4 : 2) > 0) {
        if (random.nextInt(8) == 0) {
          written.add("\"" + name + "\": 1"); // the last one counts
        }
        StringBuilder inner = new StringBuilder();
        object.put(name, value(inner, depth));
        written.add(quoted(name) + ": " + inner);
      }
    }
    json.append('{').append(String.join(" ,", written)).append('}');
    return object;
  }

  private String quoted(String name) {
    return random.nextInt(60) > 0
        ? '"' + name + '"'
        : "\"\\u00%x\"".formatted((int) name.charAt(0));
  }

  private Object value(StringBuilder json, int depth) {
    switch (random.nextInt(depth > 1 ? 6 : 8)) {
      case 0 -> {
        if (random.nextInt(8) == 0) {
          json.append("-0");
          return 0L;
        }
        long number =
            random.nextInt(8) > 0 ? random.nextInt(5) - 1 : LARGE.get(random.nextInt(LARGE.size()));
        json.append(number);
        return number;
      }
      case 1 -> {
        double number = random.nextInt(8) > 0 ? random.nextInt(4) + 0.5 : -0.0;
        json.append(number).append('0');
        return number;
      }
      case 2 -> {
        json.append("12345678901234567890");
        return 12345678901234567890.0;
      }
      case 3 -> {
        json.append("\"x\\u0041\"");
        return "xA";
      }
      case 4 -> {
        String text = List.of("y", "y", "ü€", "😀").get(random.nextInt(4));
        json.append('"').append(text).append('"');
        return text;
      }
      case 5 -> {
        boolean truth = random.nextBoolean();
        json.append(truth ? "true" : "null");
        return truth ? (Object) true : NullValue.NULL_VALUE;
      }
      case 6 -> {
        return object(json, depth + 1);
      }
      default -> {
        List<Object> items = new ArrayList<>();
        json.append('[');
        for (int i = random.nextInt(3); i >= 0; i--) {
          items.add(value(json, depth + 1));
          json.append(i > 0 ? "," : "");
        }
        json.append(']');
        return items;
      }
    }
  }

  private String field() {
    String name = "value." + (char) ('a' + random.nextInt(10));
    return switch (random.nextInt(6)) {
      case 0 -> name + "." + (char) ('a' + random.nextInt(10));
      case 1 -> name + "[0]";
      case 2 -> "value[\"" + (char) ('a' + random.nextInt(10)) + "\"]";
      default -> name;
    };
  }

  private String expression(int depth) {
    String field = field();
    if (depth == 0) {
      return field;
    }
    return switch (random.nextInt(13)) {
      case 0 -> "has(value.a) && has(value.b." + (char) ('a' + random.nextInt(10)) + ")";
      case 1 -> field + " == dyn(" + expression(depth - 1) + ")";
      case 2 -> field + " > " + List.of("0", "1.5", "'x'", "2u").get(random.nextInt(4));
      case 3 -> "'" + (char) ('a' + random.nextInt(10)) + "' in value";
      case 4 -> field + " in [0, 1.5, 'y', null]";
      case 5 -> "size(" + field + ")";
      case 6 -> "type(" + field + ") == string ? " + field + ".startsWith('x') : false";
      case 7 -> field + ".exists(i, i == 1)";
      case 8 -> field + List.of(".map(i, i)", ".filter(i, i != 1)").get(random.nextInt(2));
      case 9 -> "dyn(" + expression(depth - 1) + ") == dyn(" + expression(depth - 1) + ")";
      case 10 -> "dyn(" + field + ") + 1";
      case 11 -> "value.all(k, k < 'z')";
      default -> field;
    };
  }
}
