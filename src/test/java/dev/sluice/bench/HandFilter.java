package dev.sluice.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * {@link Orders#CONDITION} as one writes it by hand: Jackson's streaming parser, up to the field.
 */
final class HandFilter {
  private static final JsonFactory FACTORY = new JsonFactory();

  private HandFilter() {}

  static boolean isPaid(byte[] value) {
    try (JsonParser parser = FACTORY.createParser(value)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals("status");
        parser.nextToken();
        if (wanted) {
          return parser.getText().equals("paid");
        }
        parser.skipChildren();
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
