package dev.sluice.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The language's public conformance cases, as far as we expose the language. */
class ConformanceTest {
  private static final Path CASES = Path.of("src/test/resources/expression/conformance.tsv");
  private static final Expressions EXPRESSIONS = new Expressions(true);
  private static final Message ANY =
      new Message(new Partition("c", "t", 0), 0, -1, 0, null, null, List.of());

  private record Case(String name, String expression, String expected) {
    static Case of(String line) {
      String[] parts = line.split("\t", -1);
      try (JsonParser parser = new JsonFactory().createParser(parts[1])) {
        parser.nextToken();
        return new Case(parts[0], parser.getText(), parts[2]);
      } catch (IOException e) {
        throw new IllegalStateException(line, e);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> isAsTheLanguageSays() throws IOException {
    List<Case> cases =
        Files.readAllLines(CASES).stream()
            .filter(line -> !line.startsWith("#"))
            .map(Case::of)
            .toList();
    assertThat(cases).hasSizeGreaterThan(900);
    return cases.stream()
        .map(each ->
            DynamicTest.dynamicTest(
                each.name() + " " + each.expression(),
                () -> assertThat(outcome(each)).isEqualTo(each.expected())));
  }

  private static String outcome(Case each) {
    try {
      if (each.expected().startsWith("type ")) {
        String type = each.expected().substring(5);
        boolean same = EXPRESSIONS.condition("(" + each.expression() + ") == " + type).holds(ANY);
        return same ? each.expected() : "another type";
      }
      Object result = EXPRESSIONS.expression(each.expression()).evaluate(ANY);
      if (result instanceof Double number
          && each.expected().startsWith("double ")
          && Double.valueOf(each.expected().substring(7)).equals(number)) {
        return each.expected();
      }
      return shown(result);
    } catch (ExpressionException | EvaluationException e) {
      return each.expected().equals("error") ? "error" : "error: " + e.getMessage();
    }
  }

  private static String shown(Object result) {
    return switch (result) {
      case Long number -> "int " + number;
      case UnsignedLong number -> "uint " + number;
      case Double number -> "double " + number;
      case Boolean truth -> "bool " + truth;
      case String text -> "string " + quoted(text);
      case CelByteString bytes -> "bytes " + HexFormat.of().formatHex(bytes.toByteArray());
      case NullValue _ -> "null";
      case Instant time -> "timestamp " + time.getEpochSecond() + " " + time.getNano();
      case Duration duration -> "duration " + duration.getSeconds() + " " + duration.getNano();
      case List<?> list ->
          list.stream().map(ConformanceTest::shown).collect(Collectors.joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> shown(entry.getKey()) + ": " + shown(entry.getValue()))
              .sorted()
              .collect(Collectors.joining(", ", "{", "}"));
      default -> result.getClass() + " " + result;
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char unit : text.toCharArray()) {
      int known = "\b\f\n\r\t\"\\".indexOf(unit);
      if (known >= 0) {
        quoted.append('\\').append("bfnrt\"\\".charAt(known));
      } else if (unit < ' ' || unit >= 127) {
        quoted.append(String.format("\\u%04x", (int) unit));
      } else {
        quoted.append(unit);
      }
    }
    return quoted.append('"').toString();
  }
}
