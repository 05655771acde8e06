package dev.sluice.model;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import dev.sluice.value.FieldPath;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Models as JSON: {@code {"models":[{"topic",...,"fields":[{"path":[...],"type",...}]}]}}. */
public final class ModelFile {
  private ModelFile() {}

  /** One model as the members of an open object. */
  public static void write(JsonGenerator json, Model model) throws IOException {
    json.writeStringField("topic", model.topic());
    json.writeNumberField("sampled", model.sampled());
    json.writeNumberField("tombstones", model.tombstones());
    json.writeNumberField("notJson", model.notJson());
    json.writeBooleanField("complete", model.complete());
    json.writeArrayFieldStart("fields");
    for (Map.Entry<List<String>, Field> field : sorted(model)) {
      field(json, field.getKey(), field.getValue());
    }
    json.writeEndArray();
  }

  private static List<Map.Entry<List<String>, Field>> sorted(Model model) {
    return model.fields().entrySet().stream()
        .sorted(Comparator.comparing(field -> FieldPath.text(field.getKey())))
        .toList();
  }

  private static void field(JsonGenerator json, List<String> path, Field field) throws IOException {
    json.writeStartObject();
    json.writeStringField("field", FieldPath.text(path));
    json.writeArrayFieldStart("path");
    for (String name : path) {
      json.writeString(name);
    }
    json.writeEndArray();
    json.writeStringField("type", field.type());
    json.writeObjectFieldStart("types");
    for (Kind kind : Kind.values()) {
      if (field.kinds().containsKey(kind)) {
        json.writeNumberField(kind.word(), field.kinds().get(kind));
      }
    }
    json.writeEndObject();
    json.writeNumberField("parents", field.parents());
    json.writeNumberField("nulls", field.nulls());
    json.writeNumberField("missing", field.missing());
    json.writeEndObject();
  }

  /**
   * Reads what {@code models --save} has written.
   *
   * @throws IOException that says why it cannot be read
   */
  public static List<Model> read(Path file) throws IOException {
    Map<String, Object> all;
    try {
      all = Json.read(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new IOException("it is not UTF-8", e);
    }
    List<Model> models = new ArrayList<>();
    for (Object each : member(all, "models", List.class)) {
      models.add(model(as(each, Map.class)));
    }
    return models;
  }

  private static Model model(Map<?, ?> members) throws IOException {
    Map<List<String>, Field> fields = new HashMap<>();
    for (Object each : member(members, "fields", List.class)) {
      Map<?, ?> field = as(each, Map.class);
      List<String> path = new ArrayList<>();
      for (Object name : member(field, "path", List.class)) {
        path.add(as(name, String.class));
      }
      fields.put(List.copyOf(path), new Field(kinds(field), member(field, "parents", Long.class)));
    }
    return new Model(
        member(members, "topic", String.class),
        member(members, "sampled", Long.class),
        member(members, "tombstones", Long.class),
        member(members, "notJson", Long.class),
        fields,
        member(members, "complete", String.class).equals("true"));
  }

  private static Map<Kind, Long> kinds(Map<?, ?> field) throws IOException {
    Map<?, ?> types = member(field, "types", Map.class);
    Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      if (types.containsKey(kind.word())) {
        kinds.put(kind, member(types, kind.word(), Long.class));
      }
    }
    return kinds;
  }

  private static <T> T member(Map<?, ?> members, String name, Class<T> type) throws IOException {
    Object value = members.get(name);
    if (value == null) {
      throw new IOException("\"" + name + "\" is missing: sluice models --save writes such a file");
    }
    return as(value, type);
  }

  private static <T> T as(Object value, Class<T> type) throws IOException {
    if (!type.isInstance(value)) {
      throw new IOException("it holds something that is no model");
    }
    return type.cast(value);
  }
}
