package dev.sluice.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.base.ParserBase;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads values: JSON objects in RFC 8259's strict form. Of a repeated name the last one counts.
 * Whole numbers that fit are seen as 64-bit integers, all others as floating point, and keep how
 * they are written. Safe for several threads; what it reads is not.
 */
public final class JsonObjects {
  /** How many levels of objects and lists a value may have. */
  public static final int DEEPEST = 1_000;

  /**
   * Names that share a hash make reading slower, not impossible: the parser's table of names is
   * emptied where it grows too large. What was recognised from its bytes has to be decodable.
   */
  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
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

  /** What the parser's messages begin with, and what is told in their place. */
  private static final Map<String, String> TOLD =
      Map.of(
          "Unrecognized token", "a word that is not JSON",
          "Unexpected end-of-input", "it ends too early",
          "Unexpected close marker", "a closing bracket that does not match",
          "Unexpected character", "an unexpected character",
          "Illegal unquoted character", "an unescaped control character in a string",
          "Unrecognized character escape", "an invalid escape",
          "Invalid numeric value", "an invalid number",
          "Illegal character", "an unexpected character");

  private JsonObjects() {}

  /**
   * Decodes one JSON object.
   *
   * @throws NotJsonException where the bytes are anything else
   */
  public static JsonObject decode(byte[] bytes) {
    if (bytes.length == 0) {
      throw new NotJsonException("empty", "the value has no bytes");
    }
    checkUtf8(bytes);
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw otherThanObject(first);
      }
      JsonObject object = object(parser, bytes);
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

  /** What a text in quotes says. */
  static String text(byte[] bytes, int from, int length) {
    try (JsonParser parser = FACTORY.createParser(bytes, from, length)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw new IllegalStateException("it was read before", e);
    }
  }

  /**
   * Reads an object. Jackson says what is allowed, and where a value begins; where it ends is then
   * a matter of the next quote, comma or brace.
   */
  private static JsonObject object(JsonParser parser, byte[] bytes) throws IOException {
    int from = start(parser);
    int at = from + 1;
    Slice closing = space(bytes, at);
    List<Member> members = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      int begin = start(parser);
      JsonValue value = value(parser, bytes, token);
      Slice space = space(bytes, end(value));
      boolean last = space.to() == bytes.length || bytes[space.to()] != ',';
      members.add(new Member(name, value, bytes, at, begin, last ? Slice.EMPTY : space));
      closing = last ? space : closing;
      at = space.to() + 1;
    }
    return new JsonObject(members, new Slice(bytes, from, closing.to() + 1), closing);
  }

  /** Where a value, or what closes one, begins; without an object for each location. */
  private static int start(JsonParser parser) {
    return (int) ((ParserBase) parser).getTokenCharacterOffset() - 1;
  }

  /** Behind a value that was read. */
  private static int end(JsonValue value) {
    return switch (value) {
      case JsonObject object -> object.end();
      case JsonArray array -> array.end();
      case JsonScalar scalar -> scalar.end();
    };
  }

  /** The white space that begins somewhere. */
  private static Slice space(byte[] bytes, int from) {
    return new Slice(bytes, from, JsonScan.space(bytes, from));
  }

  private static JsonArray array(JsonParser parser, byte[] bytes) throws IOException {
    int from = start(parser);
    List<JsonValue> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(parser, bytes, token));
    }
    return new JsonArray(items, new Slice(bytes, from, start(parser) + 1));
  }

  private static JsonValue value(JsonParser parser, byte[] bytes, JsonToken token)
      throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser, bytes);
      case START_ARRAY -> array(parser, bytes);
      case VALUE_STRING,
          VALUE_NUMBER_INT,
          VALUE_NUMBER_FLOAT,
          VALUE_TRUE,
          VALUE_FALSE,
          VALUE_NULL -> {
        int begin = start(parser);
        yield new JsonScalar(bytes, begin, JsonScan.scalarEnd(bytes, begin));
      }
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins with " + token);
    };
  }

  private static NotJsonException otherThanObject(@Nullable JsonToken token) {
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
    if (e instanceof StreamConstraintsException) {
      return "it is nested deeper than " + DEEPEST + " levels";
    }
    String where =
        e.getLocation() == null
            ? ""
            : " at byte " + Math.clamp(e.getLocation().getByteOffset(), 0, bytes.length);
    return told(e.getOriginalMessage()) + where;
  }

  /** In our own words: the parser's repeat what stands in the value, which nobody is to see. */
  private static String told(String message) {
    for (Map.Entry<String, String> each : TOLD.entrySet()) {
      if (message.startsWith(each.getKey())) {
        return each.getValue();
      }
    }
    return "not JSON";
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
