package dev.sluice.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick looks at bytes, against the parser that decodes them. */
class JsonScanTest {
  private static final int ROUNDS = 200_000;
  private static final List<String> NAMES =
      List.of("a", "b", "status", "a name of some length", "ü", "\\u0061", "c\\\"d", "");
  private static final String SPICE =
      "{}[]\",:\\0123456789-+.eEtrufalsn \n\t\u0001\u00c3\u00bc\u00e2\u0082\u00ac";

  private final Random random = new Random(8);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " {\"a\" : [ ] , \"b\":{ } }\r\n",
        "{\"a\":[1,-0,1.5e-10,1E+3,true,false,null,\"x\"],\"b\":{\"c\":[[{}]]}}",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00\"}",
        "{\"ä€😀\":\"ä€😀\"}",
        "{\"a\":1,\"a\":2}",
      })
  void recognised(String json) {
    assertThat(Outline.of(json.getBytes(UTF_8))).isNotNull();
    assertThat(JsonObjects.decode(json.getBytes(UTF_8))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "[]",
        "null",
        "{",
        "}",
        "{]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":tru}",
        "{\"a\":truex}",
        "{\"a\":fals}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"",
        "{\"a\":1}x",
        "{\"a\":1}{}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\" 1}",
        "{\"a\":[}",
        "{\"a\":{]}",
      })
  void notRecognised(String text) {
    assertThat(Outline.of(text.getBytes(UTF_8))).isNull();
  }

  /** Ill-formed UTF-8, as RFC 3629 counts it: too long, surrogates, beyond the last, cut off. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00c0\u00af",
        "\u00c1\u00bf",
        "\u00e0\u009f\u00bf",
        "\u00ed\u00a0\u0080",
        "\u00f0\u008f\u00bf\u00bf",
        "\u00f4\u0090\u0080\u0080",
        "\u00f5\u0080\u0080\u0080",
        "\u0080",
        "\u00e2\u0082",
        "\u00c3",
      })
  void illFormedTextIsNotRecognised(String bytes) {
    assertThat(Outline.of(("{\"a\":\"" + bytes + "\"}").getBytes(ISO_8859_1))).isNull();
  }

  @Test
  void whoIsTooDeepIsLeftToTheParser() {
    String json = "{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}";
    assertThat(Outline.of(json.getBytes(UTF_8))).isNull();
    assertThat(JsonObjects.decode(json.getBytes(UTF_8))).isNotNull();
  }

  /**
   * The parser's table hashes all of these alike, whatever its seed: their quads only change
   * places.
   */
  @Test
  void manyNamesOfOneHashAreDecoded() {
    List<String> names = arranged(List.of("AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF", "GGGG"));
    String json =
        names.stream()
            .map(name -> "\"customer-id-" + name + "\":1")
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(names).hasSize(5_040);
    for (int again = 0; again < 3; again++) {
      assertThat(Outline.of(json.getBytes(UTF_8))).isNotNull();
      JsonObject decoded = JsonObjects.decode(json.getBytes(UTF_8));
      assertThat(decoded.keySet()).hasSize(5_040);
    }
  }

  private static List<String> arranged(List<String> parts) {
    if (parts.isEmpty()) {
      return List.of("");
    }
    List<String> all = new ArrayList<>();
    for (String first : parts) {
      List<String> others = parts.stream().filter(part -> !part.equals(first)).toList();
      arranged(others).forEach(rest -> all.add(first + rest));
    }
    return all;
  }

  @Test
  void everythingRecognisedIsDecodedAndFieldsAreTheSame() {
    int recognised = 0;
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = spoilt(object(0).getBytes(UTF_8));
      Outline outline = Outline.of(bytes);
      if (outline != null) {
        recognised++;
        JsonObject decoded = JsonObjects.decode(bytes); // throws where it is not JSON
        fieldsAreTheSame(outline, bytes, decoded);
      } else {
        refused++;
        isDecodedOrRefused(bytes);
      }
    }
    assertThat(recognised).isGreaterThan(ROUNDS / 4);
    assertThat(refused).isGreaterThan(ROUNDS / 4);
  }

  /** What was learnt of one value changes nothing in what is said of others. */
  @Test
  void shapesSayTheSame() {
    int fitting = 0;
    for (int i = 0; i < ROUNDS / 10; i++) {
      String one = object(0);
      Shapes shapes = new Shapes();
      var _ = shapes.outline(one.getBytes(UTF_8));
      Shape shape = Shape.of(one.getBytes(UTF_8), Outline.of(one.getBytes(UTF_8)));
      for (int other = 0; other < 5; other++) {
        byte[] bytes = spoilt(withOtherScalars(one).getBytes(UTF_8));
        Outline expected = Outline.of(bytes);
        Outline found = shapes.outline(bytes);
        assertThat(found == null ? null : found.places())
            .as(() -> one + " then " + new String(bytes, UTF_8))
            .isEqualTo(expected == null ? null : expected.places());
        assertThat(new Shapes().recognises(bytes)).isEqualTo(expected != null);
        assertThat(shapes.recognises(bytes)).isEqualTo(expected != null);
        fitting += shape != null && shape.fits(bytes) ? 1 : 0;
      }
    }
    assertThat(fitting).isGreaterThan(ROUNDS / 10);
  }

  /** Of other lengths; what begins with 0 or is too short to be one makes no JSON of it. */
  private String withOtherScalars(String json) {
    return json.replaceAll("(?<=[:\\[, ])-?\\d+(?=[],} ])", Integer.toString(random.nextInt(1200)))
        .replaceAll("text of a length ", "t".repeat(random.nextInt(20)))
        .replaceAll(
            "(true|false|null)", List.of("true", "\"\"", "-1.5", "x").get(random.nextInt(4)));
  }

  /** Two builds in turn, and then one that stays. */
  @Test
  void whatAlternatesIsLearntSeldom() {
    Shapes shapes = new Shapes();
    byte[] one = "{\"a\":1}".getBytes(UTF_8);
    byte[] other = "{\"b\":[1,2]}".getBytes(UTF_8);
    for (int i = 0; i < 10_000; i++) {
      byte[] each = i < 5_000 && i % 2 == 0 ? one : other;
      assertThat(shapes.recognises(each)).isTrue();
      assertThat(shapes.outline(each)).isNotNull();
    }
    assertThat(shapes.outline("{\"b\":[1,2,]}".getBytes(UTF_8))).isNull();
    assertThat(shapes.recognises("{\"b\":[1,2,]}".getBytes(UTF_8))).isFalse();
  }

  @Test
  void whatIsTooVariedIsNotLearnt() {
    String json = "{\"a\":[" + "1,".repeat(100) + "1]}";
    assertThat(Shape.of(json.getBytes(UTF_8), Outline.of(json.getBytes(UTF_8)))).isNull();
    assertThat(new Shapes().outline(json.getBytes(UTF_8))).isNotNull();
    String large =
        "{\"a\":"
            + "{\"name\":".repeat(20)
            + "{"
            + "\"\":{},".repeat(4_000)
            + "\"b\":1}"
            + "}".repeat(21);
    assertThat(Shape.of(large.getBytes(UTF_8), Outline.of(large.getBytes(UTF_8)))).isNull();
    assertThat(new Shapes().recognises(large.getBytes(UTF_8))).isTrue();
  }

  private static void isDecodedOrRefused(byte[] bytes) {
    try {
      assertThat(JsonObjects.decode(bytes)).isNotNull();
    } catch (NotJsonException e) {
      assertThat(e.reason()).isNotEmpty();
    }
  }

  /** What the parser takes is recognised, but for what is left to it on purpose. */
  @Test
  void littleIsLeftToTheParser() {
    for (int i = 0; i < ROUNDS / 10; i++) {
      byte[] bytes = object(0).getBytes(UTF_8);
      assertThat(Outline.of(bytes)).as(new String(bytes, UTF_8)).isNotNull();
    }
  }

  private void fieldsAreTheSame(Outline outline, byte[] bytes, JsonObject decoded) {
    for (FieldPath path : List.of(path(1), path(2), path(3))) {
      JsonValue there = path.find(decoded);
      switch (FieldScan.of(path).in(outline)) {
        case FieldScan.Glance.Found(JsonScalar scalar) ->
            assertThat(scalar.bytes()).as("%s", path).isEqualTo(there.bytes());
        case FieldScan.Glance.Other other -> {
          switch (other) {
            case MISSING -> assertThat(there).isNull();
            case NESTED -> assertThat(there).isNotNull().isNotInstanceOf(JsonScalar.class);
            case UNSURE -> assertThat(new String(bytes, UTF_8)).contains("\\");
          }
        }
      }
    }
  }

  private FieldPath path(int length) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      names.add(List.of("a", "b", "status", "ü", "a name of some length").get(random.nextInt(5)));
    }
    return new FieldPath(names);
  }

  private byte[] spoilt(byte[] bytes) {
    if (random.nextInt(3) == 0) {
      return bytes;
    }
    byte[] spoilt = bytes.clone();
    byte[] spice = SPICE.getBytes(ISO_8859_1);
    for (int i = random.nextInt(2); i >= 0; i--) {
      spoilt[random.nextInt(spoilt.length)] = spice[random.nextInt(spice.length)];
    }
    return random.nextInt(8) == 0
        ? java.util.Arrays.copyOf(spoilt, random.nextInt(spoilt.length))
        : spoilt;
  }

  private String object(int depth) {
    List<String> members = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      members.add(
          space()
              + "\""
              + NAMES.get(random.nextInt(NAMES.size()))
              + "\""
              + space()
              + ":"
              + space()
              + value(depth)
              + space());
    }
    return space()
        + "{"
        + (members.isEmpty() ? space() : String.join(",", members))
        + "}"
        + space();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 3 ? 7 : 9)) {
      case 0 -> Integer.toString(random.nextInt(2000) - 1000);
      case 1 -> random.nextInt(100) + "." + random.nextInt(10) + "e" + random.nextInt(20);
      case 2 -> "true";
      case 3 -> "false";
      case 4 -> "null";
      case 5 -> "\"" + "text of a length ".repeat(random.nextInt(3)) + "\"";
      case 6 -> "\"ä\\n€\\\"\\u20ac" + "x".repeat(random.nextInt(9)) + "\"";
      case 7 -> object(depth + 1);
      default -> {
        List<String> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(space() + value(depth + 1) + space());
        }
        yield "[" + (items.isEmpty() ? space() : String.join(",", items)) + "]";
      }
    };
  }

  private String space() {
    return List.of("", "", "", " ", "\n\t").get(random.nextInt(5));
  }
}
