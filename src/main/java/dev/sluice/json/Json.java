package dev.sluice.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON documents of our own: written member by member, read as maps and lists. No data binding. */
public final class Json {
  private Json() {}

  /** Writes the members of the document. */
  public interface Body {
    /** Into the open object. */
    void write(JsonGenerator json) throws IOException;
  }

  /** One object, indented, without a line break at its end. */
  public static String document(Body body) {
    return written(body, true);
  }

  /** One object in one line, without its break. */
  public static String line(Body body) {
    return written(body, false);
  }

  private static String written(Body body, boolean indented) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      if (indented) {
        json.useDefaultPrettyPrinter();
      }
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }

  /** A member that is an object of counts by name, in their order. */
  public static void counts(JsonGenerator json, String member, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(member);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Reads an object: texts, whole numbers as {@code Long}, other numbers and booleans as text,
   * objects as maps, arrays as lists; members and items that are null are left out.
   *
   * @throws IOException where it is anything else
   */
  public static Map<String, Object> read(String text) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(text.isBlank() ? "it is empty" : "it is not a JSON object");
      }
      return object(parser);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String place =
          at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
      String said = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IOException(place + said.replaceAll(" \\(start marker .*", ""), e);
    }
  }

  private static Map<String, Object> object(JsonParser parser) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Object value = value(parser, parser.nextToken());
      if (value != null) {
        members.put(name, value);
      }
    }
    return members;
  }

  private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token)
      throws IOException {
    if (token == null) {
      throw new IOException("it ends too early");
    }
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_NULL -> null;
      case VALUE_TRUE, VALUE_FALSE, VALUE_NUMBER_FLOAT -> parser.getText();
      default -> throw new IOException("it holds something unexpected: " + token);
    };
  }

  private static List<Object> array(JsonParser parser) throws IOException {
    List<Object> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      Object item = value(parser, token);
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }
}
