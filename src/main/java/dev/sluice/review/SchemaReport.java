package dev.sluice.review;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.definition.Declarations;
import dev.sluice.definition.DocumentShapes;
import dev.sluice.json.Json;
import dev.sluice.schema.Key;
import dev.sluice.schema.Meaning;
import dev.sluice.schema.Section;
import dev.sluice.schema.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema (draft 7, which editors know) of pipeline files. It says no more than the
 * declarations do: any single value may be a variable, and numbers may stand in quotes.
 */
public final class SchemaReport {
  private static final String VARIABLE = "\\$\\{";

  private final JsonGenerator json;
  private final Map<Section, String> names = new LinkedHashMap<>();
  private final List<Shape.Fields> open = new ArrayList<>();

  private SchemaReport(JsonGenerator json) {
    this.json = json;
  }

  /** One document. */
  public static String of(Declarations declarations) {
    Map<String, Section> documents = DocumentShapes.of(declarations);
    return Json.document(json -> new SchemaReport(json).write(documents)) + "\n";
  }

  private void write(Map<String, Section> documents) throws IOException {
    json.writeStringField("$schema", "http://json-schema.org/draft-07/schema#");
    json.writeStringField("title", "Sluice pipeline files");
    json.writeStringField("type", "object");
    words("required", List.of("apiVersion", "kind"));
    json.writeObjectFieldStart("properties");
    json.writeObjectFieldStart("kind");
    words("enum", List.copyOf(documents.keySet()));
    json.writeEndObject();
    json.writeEndObject();
    json.writeArrayFieldStart("allOf");
    for (Map.Entry<String, Section> document : documents.entrySet()) {
      json.writeStartObject();
      json.writeObjectFieldStart("if");
      json.writeObjectFieldStart("properties");
      json.writeObjectFieldStart("kind");
      json.writeStringField("const", document.getKey());
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
      json.writeObjectFieldStart("then");
      reference(new Shape.Fields(document.getValue(), null));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("definitions");
    for (int i = 0; i < open.size(); i++) {
      Shape.Fields fields = open.get(i);
      json.writeObjectFieldStart(names.get(fields.section()));
      fields(fields);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void words(String name, List<String> words) throws IOException {
    json.writeArrayFieldStart(name);
    for (String word : words) {
      json.writeString(word);
    }
    json.writeEndArray();
  }

  /** To a section, which is written once. */
  private void reference(Shape.Fields fields) throws IOException {
    String name = names.get(fields.section());
    if (name == null) {
      name = fields.section().name() + "-" + (names.size() + 1);
      names.put(fields.section(), name);
      open.add(fields);
    }
    json.writeStringField("$ref", "#/definitions/" + name);
  }

  private void fields(Shape.Fields fields) throws IOException {
    json.writeStringField("type", "object");
    List<String> required =
        fields.section().keys().stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      words("required", required);
    }
    if (!fields.section().alternatives().isEmpty()) {
      json.writeArrayFieldStart("anyOf");
      for (List<String> group : fields.section().alternatives()) {
        json.writeStartObject();
        words("required", group);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeObjectFieldStart("properties");
    for (Key<?> key : fields.section().keys()) {
      json.writeObjectFieldStart(key.name());
      json.writeStringField("description", key.description());
      fallback(key.fallback());
      if (key.type().shape() instanceof Shape.Fields inner) {
        json.writeArrayFieldStart("allOf");
        json.writeStartObject();
        reference(inner);
        json.writeEndObject();
        json.writeEndArray();
      } else {
        shape(key.type().shape());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    if (fields.others() == null) {
      json.writeBooleanField("additionalProperties", false);
    } else {
      json.writeObjectFieldStart("additionalProperties");
      shape(fields.others());
      json.writeEndObject();
    }
  }

  private void fallback(@Nullable Object value) throws IOException {
    switch (value) {
      case null -> {}
      case Boolean truth -> json.writeBooleanField("default", truth);
      case Long number -> json.writeNumberField("default", number);
      case Collection<?> _, Map<?, ?> _, Optional<?> _ -> {}
      default -> json.writeStringField("default", Meaning.text(value));
    }
  }

  private void shape(Shape shape) throws IOException {
    switch (shape) {
      case Shape.Text text -> {
        words("type", List.of("string", "number", "boolean"));
        if (text.pattern() != null) {
          json.writeStringField("pattern", "^(?:" + text.pattern() + ")$|" + VARIABLE);
        }
      }
      case Shape.Truth _ -> literal("boolean", "^(?:true|false)$|" + VARIABLE, null, null);
      case Shape.Whole whole ->
          literal("integer", "^-?[0-9]+$|" + VARIABLE, whole.least(), whole.most());
      case Shape.Decimal decimal ->
          literal("number", "^-?[0-9.]+$|" + VARIABLE, decimal.least(), decimal.most());
      case Shape.Choice choice -> choice(choice.words());
      case Shape.Listing listing -> {
        json.writeStringField("type", "array");
        json.writeNumberField("minItems", listing.least());
        json.writeObjectFieldStart("items");
        shape(listing.item());
        json.writeEndObject();
      }
      case Shape.Mapping mapping -> {
        json.writeStringField("type", "object");
        json.writeObjectFieldStart("additionalProperties");
        shape(mapping.value());
        json.writeEndObject();
      }
      case Shape.Fields fields -> reference(fields);
      case Shape.Either either -> {
        json.writeArrayFieldStart("anyOf");
        for (Shape each : either.shapes()) {
          json.writeStartObject();
          shape(each);
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      case Shape.Null _ -> json.writeStringField("type", "null");
      case Shape.Anything _ -> {}
    }
  }

  /** As it is, or as a text that says the same. */
  private void literal(String type, String pattern, @Nullable Number least, @Nullable Number most)
      throws IOException {
    json.writeArrayFieldStart("anyOf");
    json.writeStartObject();
    json.writeStringField("type", type);
    if (least != null && most != null) {
      number("minimum", least);
      number("maximum", most);
    }
    json.writeEndObject();
    variable(pattern);
    json.writeEndArray();
  }

  private void number(String name, Number number) throws IOException {
    if (number instanceof Long whole) {
      json.writeNumberField(name, whole);
    } else {
      json.writeNumberField(name, number.doubleValue());
    }
  }

  private void choice(List<String> words) throws IOException {
    json.writeArrayFieldStart("anyOf");
    json.writeStartObject();
    json.writeArrayFieldStart("enum");
    for (String word : words) {
      json.writeString(word);
      if (word.equals("true") || word.equals("false")) {
        json.writeBoolean(Boolean.parseBoolean(word));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    variable(VARIABLE);
    json.writeEndArray();
  }

  private void variable(String pattern) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "string");
    json.writeStringField("pattern", pattern);
    json.writeEndObject();
  }
}
