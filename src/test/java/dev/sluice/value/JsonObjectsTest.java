package dev.sluice.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON stays what it is, byte for byte, but for what is changed. */
class JsonObjectsTest {
  private static JsonObject read(String text) {
    return JsonObjects.decode(text.getBytes(UTF_8));
  }

  private static String written(JsonValue value) {
    return new String(value.bytes(), UTF_8);
  }

  private static FieldPath path(String text) {
    return FieldPath.parse(text);
  }

  private static final JsonValue NEW = JsonScalar.text("new");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":1.10,\"b\":12345678901234567890,\"c\":1e400,\"d\":-0}"
            + "| {\"a\":1.10,\"b\":12345678901234567890,\"c\":1e400,\"d\":-0,\"x\":\"new\"}",
        "{ \"z\" : 1 ,\t\"a\" : [ 1 , 2 ] } | { \"z\" : 1 ,\t\"a\" : [ 1 , 2 ],\"x\":\"new\" }",
        "{\"x\": null , \"a\":1} | {\"x\": \"new\" , \"a\":1}",
        "{\"x\":1,\"b\":2,\"x\":3} | {\"b\":2,\"x\":\"new\"}",
        "{\"\\u0078\" : 1} | {\"\\u0078\" : \"new\"}",
        "{\"s\":\"\\ud800\"} | {\"s\":\"\\ud800\",\"x\":\"new\"}",
        "{} | {\"x\":\"new\"}",
      })
  void onlyWhatIsSetIsWrittenAnew(String before, String after) {
    assertThat(written(read(before).put("x", NEW))).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "value.a | {\"a\":1, \"b\":2} | { \"b\":2}",
        "value.b | {\"a\":1 , \"b\":2 } | {\"a\":1  }",
        "value.a | {\"a\":1,\"b\":2,\"a\":3} | {\"b\":2}",
        "value.a.b | {\"a\":{\"b\":1,\"c\":1.0},\"d\":[ ]} | {\"a\":{\"c\":1.0},\"d\":[ ]}",
        "value.a[].b | {\"a\":[{\"b\":1},{\"c\":2},3,[4]]} | {\"a\":[{},{\"c\":2},3,[4]]}",
        "value.a[] | {\"a\":[1,2]} | {\"a\":[]}",
        "value.nothing.here | {\"a\" : 1} | {\"a\" : 1}",
        "value[\"a.b\"] | {\"a.b\":1,\"a\":{\"b\":2}} | {\"a\":{\"b\":2}}",
      })
  void onlyWhatIsDroppedGoes(String path, String before, String after) {
    assertThat(written(path(path).change(read(before), field -> null))).isEqualTo(after);
  }

  @Test
  void whatIsNotChangedIsTheSameObject() {
    JsonObject value = read("{\"a\":{\"b\":[1]}}");
    assertThat(path("value.x.y").change(value, field -> null)).isSameAs(value);
    assertThat(path("value.a.b[]").change(value, field -> field)).isSameAs(value);
    assertThat(value.each((name, each) -> each)).isSameAs(value);
  }

  @Test
  void aSelectionKeepsTheOrderOfTheValue() {
    JsonObject value = read("{\"c\":3.0,\"a\":{\"x\":1,\"y\":[{\"p\":1,\"q\":2}]},\"b\":2}");
    FieldSelection selection =
        FieldSelection.of(List.of(path("value.b"), path("value.a.y[].q"), path("value.c")));
    assertThat(written(selection.keep(value)))
        .isEqualTo("{\"c\":3.0,\"a\":{\"y\":[{\"q\":2}]},\"b\":2}");
  }

  @Test
  void pathsMakeTheObjectsOnTheirWay() {
    assertThat(written(path("value.a.b.c").put(read("{\"a\":{}}"), NEW)))
        .isEqualTo("{\"a\":{\"b\":{\"c\":\"new\"}}}");
    assertThat(path("value.a.b").put(read("{\"a\":null}"), NEW)).isNull();
  }

  @Test
  void namesAreRenamedInTheirPlaces() {
    assertThat(written(read("{ \"a\" : 1, \"b\":2}").rename(Map.of("a", "b", "b", "a"))))
        .isEqualTo("{ \"b\" : 1, \"a\":2}");
  }

  @Test
  void textsOfAllKindsAreWritten() {
    assertThat(written(JsonScalar.text("a\"\\\n\u0001\u00e9\ud83d\ude00\ud800x")))
        .isEqualTo("\"a\\\"\\\\\\n\\u0001\u00e9\ud83d\ude00\\ud800x\"");
  }

  /** A generated value is written as it came, and looks to expressions as maps and lists do. */
  @Test
  void generatedValuesComeBackByteForByte() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String text = object(random, 0);
      JsonObject value = read(text);
      assertThat(written(value)).isEqualTo(text);
      JsonObject rewritten = value.rename(Map.of()).each((name, each) -> each);
      assertThat(written(rewritten)).isEqualTo(text);
      assertThat(rewritten).isEqualTo(value);
    }
  }

  private static String object(Random random, int depth) {
    List<String> members = new ArrayList<>();
    int count = 1 + random.nextInt(depth == 0 ? 14 : 4);
    for (int i = 0; i < count; i++) {
      members.add(
          space(random)
              + "\"n"
              + random.nextInt(12)
              + "\""
              + space(random)
              + ":"
              + space(random)
              + value(random, depth)
              + space(random));
    }
    return "{" + String.join(",", members) + "}";
  }

  private static String value(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 5 : 7)) {
      case 0 -> "\"t\u00e9\\u0041\\ud800" + random.nextInt(5) + "\"";
      case 1 -> Long.toString(random.nextLong());
      case 2 -> random.nextInt(9) + ".10e" + random.nextInt(4);
      case 3 -> random.nextBoolean() ? "true" : "null";
      case 4 -> "\"\"";
      case 5 -> object(random, depth + 1);
      default -> "[" + value(random, depth + 1) + " , " + value(random, depth + 1) + "]";
    };
  }

  private static String space(Random random) {
    return " \n\t\r".substring(0, random.nextInt(3) == 0 ? random.nextInt(5) : 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | empty",
        "'  ' | empty",
        "null | json_null",
        "[1] | array",
        "1 | scalar",
        "\"x\" | scalar",
        "{\"a\":1 | malformed",
        "{\"a\":1} {} | malformed",
        "{\"a\":01} | malformed",
        "{\"a\":NaN} | malformed",
        "{a:1} | malformed"
      })
  void saysWhyAValueIsNoObject(String value, String reason) {
    assertThatThrownBy(() -> JsonObjects.decode(value.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            NotJsonException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7b ff 7d",
        "7b 22 c0 80 22 3a 31 7d",
        "7b 22 ed a0 80 22 3a 31 7d",
        "00 7b 00 7d"
      })
  void onlyUtf8IsJson(String hex) {
    byte[] bytes = java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    assertThatThrownBy(() -> JsonObjects.decode(bytes)).isInstanceOf(NotJsonException.class);
  }
}
