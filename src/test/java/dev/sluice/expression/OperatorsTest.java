package dev.sluice.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonScalar;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators at the edges of every type, against what IEEE 754 and Java's own types say. */
class OperatorsTest {
  private static final Expressions EXPRESSIONS = new Expressions(true);

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0",
          "0.0",
          "-0.0",
          "1",
          "1.0",
          "-1",
          "1.5",
          "-1.5",
          "1e-320",
          "-1e-320",
          "1e308",
          "9007199254740991",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775807",
          "-9223372036854775808",
          "9223372036854775808",
          "-9223372036854775809",
          "1e400",
          "-1e400");

  private static final List<String> TEXTS =
      List.of("", "a", "ab", "b", "z", "\u00e9", "\u20ac", "\uff5e", "\ud83d\ude00");

  @Test
  void numbersCompareByValueWhicheverWayTheyAreWritten() throws Exception {
    for (String left : NUMBERS) {
      for (String right : NUMBERS) {
        int compared = compared(seen(left), seen(right));
        String json = "{\"a\": " + left + ", \"b\": " + right + "}";
        check("value.a == value.b", json, compared == 0);
        check("value.a != value.b", json, compared != 0);
        check("value.a < value.b", json, compared < 0);
        check("value.a <= value.b", json, compared <= 0);
        check("value.a > value.b", json, compared > 0);
        check("value.a >= value.b", json, compared >= 0);
        check("value.a in [value.b]", json, compared == 0);
        check("[value.a] == [value.b]", json, compared == 0);
        check("{'x': value.a} == {'x': value.b}", json, compared == 0);
        if (!right.contains("e400")) { // no literal is infinite
          // these are answered from the bytes, without the runtime
          check("value.a == " + literal(right), json, compared == 0);
          check("value.a < " + literal(right), json, compared < 0);
          check("value.a >= " + literal(right), json, compared >= 0);
        }
      }
    }
  }

  /** As the JSON reader sees it. */
  private static Number seen(String number) {
    try {
      return Long.valueOf(number);
    } catch (NumberFormatException e) {
      return Double.valueOf(number);
    }
  }

  private static int compared(Number left, Number right) {
    if (left instanceof Long one && right instanceof Long other) {
      return Long.compare(one, other);
    }
    double one = left.doubleValue();
    double other = right.doubleValue();
    return one < other ? -1 : one > other ? 1 : 0;
  }

  private static String literal(String number) {
    return seen(number) instanceof Double && number.matches("-?\\d+") ? number + ".0" : number;
  }

  private static void check(String condition, String json, boolean holds) throws Exception {
    assertThat(EXPRESSIONS.condition(condition).holds(message(json)))
        .as("%s on %s", condition, json)
        .isEqualTo(holds);
  }

  private static Message message(String json) {
    return new Message(
        new Partition("c", "t", 0), 0, -1, 0, null, new Payload(json.getBytes(UTF_8)), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"< 1.0", "> 1.0", "<= n", ">= n", "== n", "in [n]"})
  void nothingIsInAnyOrderToNan(String rest) throws Exception {
    String nan = "(value.zero / 0.0)";
    check(nan + " " + rest.replace("n]", nan + "]").replace("= n", "= " + nan), ZERO, false);
  }

  private static final String ZERO = "{\"zero\": 0.0}";

  @Test
  void textsAreOrderedByTheirCodePoints() throws Exception {
    for (int i = 0; i < TEXTS.size(); i++) {
      for (int j = 0; j < TEXTS.size(); j++) {
        String json =
            new String(
                JsonObject.of(
                        Map.of(
                            "a", JsonScalar.text(TEXTS.get(i)), "b", JsonScalar.text(TEXTS.get(j))))
                    .bytes(),
                UTF_8);
        check("value.a < value.b", json, i < j);
        check("value.a >= value.b", json, i >= j);
        check("value.a == value.b", json, i == j);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "value.two * 3.5, 7.0",
    "3.5 * value.two, 7.0",
    "value.two + 0.5, 2.5",
    "0.5 + value.two, 2.5",
    "value.two - 0.5, 1.5",
    "0.5 - value.two, -1.5",
    "value.two / 4.0, 0.5",
    "1.0 / value.two, 0.5",
    "2 * 3.5, 7.0",
    "value.two * value.half, 1.0",
    "value.two * value.two, 4",
    "value.half * value.half, 0.25",
    "-value.half, -0.5",
    "value.two / 0.0 > 1e308, true",
    "value.text + 'b', ab"
  })
  void arithmeticMixesIntegersAndFloatingPoint(String expression, String result) throws Exception {
    Message message = message("{\"two\": 2, \"half\": 0.5, \"text\": \"a\"}");
    assertThat(String.valueOf(EXPRESSIONS.expression(expression).evaluate(message)))
        .isEqualTo(result);
  }
}
