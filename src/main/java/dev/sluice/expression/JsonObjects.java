package dev.sluice.expression;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.cel.common.values.NullValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values as expressions see them: JSON objects as maps, in RFC 8259's strict form. Of a repeated
 * name the last one counts. Whole numbers that fit are 64-bit integers, all others floating point.
 * Safe for several threads.
 */
public final class JsonObjects {
  private static final int DEEPEST = 1_000;

  private final JsonFactory factory =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * Decodes one JSON object.
   *
   * @throws NotJsonException where the bytes are anything else
   */
  public Map<String, Object> decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw new NotJsonException("empty", "the value has no bytes");
    }
    checkUtf8(bytes);
    try (JsonParser parser = factory.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw otherThanObject(first);
      }
      Map<String, Object> object = object(parser);
      if (parser.nextToken() != null) {
        throw new NotJsonException("malformed", "something follows the object");
      }
      return object;
    } catch (JsonProcessingException e) {
      throw new NotJsonException("malformed", describe(e, bytes));
    } catch (IOException e) {
      throw new IllegalStateException("reading from memory", e);
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      object.put(name, value(parser, parser.nextToken()));
    }
    return object;
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(parser, token));
    }
    return items;
  }

  private static Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? (Object) Double.valueOf(parser.getText())
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> Double.valueOf(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NullValue.NULL_VALUE;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins with " + token);
    };
  }

  private static NotJsonException otherThanObject(
      @org.jspecify.annotations.Nullable JsonToken token) {
    if (token == null) {
      return new NotJsonException("empty", "the value is white space");
    }
    return switch (token) {
      case VALUE_NULL -> new NotJsonException("json_null", "the value is JSON's null");
      case START_ARRAY -> new NotJsonException("array", "the value is a JSON array");
      default -> new NotJsonException("scalar", "the value is a JSON scalar");
    };
  }

  private static String describe(JsonProcessingException e, byte[] bytes) {
    String where =
        e.getLocation() == null
            ? ""
            : " at byte " + Math.clamp(e.getLocation().getByteOffset(), 0, bytes.length);
    String message = e.getOriginalMessage();
    int end = message.indexOf(": ");
    return (end > 0 && message.startsWith("Unexpected") ? message.substring(0, end) : message)
        + where;
  }

  /** Jackson lets some ill-formed sequences through; the JDK's decoder none. */
  private static void checkUtf8(byte[] bytes) {
    for (byte each : bytes) {
      if (each < 0) {
        try {
          var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
          throw new NotJsonException("bad_utf8", "the value is not UTF-8");
        }
        return;
      }
    }
  }
}
