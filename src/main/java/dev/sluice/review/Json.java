package dev.sluice.review;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;

/** Reports as one JSON document. */
public final class Json {
  private Json() {}

  /** Writes the members of the document. */
  public interface Body {
    /** Into the open object. */
    void write(JsonGenerator json) throws IOException;
  }

  /** One object, indented, without a line break at its end. */
  public static String document(Body body) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString();
  }
}
