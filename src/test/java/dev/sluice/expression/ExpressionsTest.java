package dev.sluice.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What expressions see, and what they say. */
class ExpressionsTest {
  private static final Expressions EXPRESSIONS = new Expressions(true);

  private static Message message(String value) {
    return new Message(
        new Partition("c", "orders", 3),
        42,
        1,
        1_700_000_000_000L,
        "k-1".getBytes(UTF_8),
        new Payload(value.getBytes(UTF_8)),
        List.of(
            new Header("tenant", "a".getBytes(UTF_8)),
            new Header("tenant", "b".getBytes(UTF_8)),
            new Header("empty", null)));
  }

  private static boolean holds(String expression, String value)
      throws ExpressionException, EvaluationException {
    return EXPRESSIONS.condition(expression).holds(message(value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "value.amount > 100",
        "value.amount > 100.0",
        "value.amount == 250.5",
        "value.count > 100.5",
        "value.count == 250.0",
        "value.nothing == null",
        "has(value.nothing) && !has(value.missing)",
        "value.deep.list[1] == 2",
        "value.deep.list.exists(i, i == 2)",
        "value.big > 1e29",
        "'x' in value.deep || value.name.startsWith('Ann')",
        "value.name.matches('^Ann.*')",
        "key == 'k-1'",
        "headers.tenant == ['a', 'b'] && headers['empty'] == ['']",
        "topic == 'orders' && partition == 3 && offset == 42",
        "timestamp == timestamp('2023-11-14T22:13:20Z')",
        "type(value.name) == string"
      })
  void holds(String expression) throws ExpressionException, EvaluationException {
    String value =
        "{\"amount\":250.5,\"count\":250,\"nothing\":null,\"name\":\"Anna\",\"big\":123456789012345678901234567890,"
            + "\"deep\":{\"list\":[1,2]}}";
    assertThat(holds(expression, value)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value.missing > 1 | there is no value.missing | has(value.missing)",
        "value.customer.region == 'EU' | there is no value.customer | has(value.customer)",
        "value.name > 5 | No matching overload for function '_>_' | has()",
        "value.nothing > 5 | No matching overload for function '_>_' | != null",
        "value.name | the result is not true or false | Compare it",
      })
  void failsWithItsMend(String expression, String message, String hint) {
    assertThatThrownBy(() -> holds(expression, "{\"name\":\"x\",\"nothing\":null}"))
        .isInstanceOfSatisfying(
            EvaluationException.class,
            failed -> {
              assertThat(failed.what()).contains(message);
              assertThat(failed.hint()).contains(hint);
            });
  }

  @Test
  void aKeyThatIsNotTextIsBytes() throws ExpressionException, EvaluationException {
    Message binary =
        new Message(
            new Partition("c", "t", 0), 0, -1, 0, new byte[] {(byte) 0xff, 1}, null, List.of());
    assertThat(EXPRESSIONS.condition("key == b'\\xff\\x01'").holds(binary)).isTrue();
  }
}
