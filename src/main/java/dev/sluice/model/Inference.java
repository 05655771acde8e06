package dev.sluice.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.value.FieldPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a model of values as they come. For one thread. */
public final class Inference {
  /** Objects whose names are data (a map by customer, say) would have a field each. */
  private static final int MOST_FIELDS = 2_000;

  private static final JsonFactory FACTORY = new JsonFactory();

  private final String topic;
  private final Map<List<String>, Map<Kind, Long>> kinds = new HashMap<>();
  private long sampled;
  private long tombstones;
  private long notJson;
  private boolean complete = true;

  /** Of a topic's values. */
  public Inference(String topic) {
    this.topic = topic;
  }

  /** One more value; null for a tombstone. */
  public void add(byte @Nullable [] value) {
    sampled++;
    if (value == null) {
      tombstones++;
      return;
    }
    List<Seen> seen = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(value)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        notJson++;
        return;
      }
      object(parser, List.of(), seen);
      if (parser.nextToken() != null) {
        notJson++;
        return;
      }
    } catch (IOException e) {
      notJson++;
      return;
    }
    count(List.of(), Kind.OBJECT);
    seen.forEach(each -> count(each.path(), each.kind()));
  }

  /** How many values were looked at. */
  public long sampled() {
    return sampled;
  }

  private record Seen(List<String> path, Kind kind) {}

  private void count(List<String> path, Kind kind) {
    Map<Kind, Long> counts = kinds.get(path);
    if (counts == null) {
      if (kinds.size() > MOST_FIELDS) {
        complete = false;
        return;
      }
      counts = new EnumMap<>(Kind.class);
      kinds.put(path, counts);
    }
    counts.merge(kind, 1L, Long::sum);
  }

  private static void object(JsonParser parser, List<String> path, List<Seen> seen)
      throws IOException {
    Set<String> names = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (names.add(name)) {
        value(parser, token, inside(path, name), seen);
      } else {
        parser.skipChildren(); // a name that comes again is counted once
      }
    }
  }

  private static void array(JsonParser parser, List<String> path, List<Seen> seen)
      throws IOException {
    List<String> inner = inside(path, FieldPath.ITEM);
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      value(parser, token, inner, seen);
    }
  }

  private static void value(
      JsonParser parser, @Nullable JsonToken token, List<String> path, List<Seen> seen)
      throws IOException {
    if (token == null) {
      throw new IOException("it ends too early");
    }
    seen.add(new Seen(path, kind(token)));
    if (token == JsonToken.START_OBJECT) {
      object(parser, path, seen);
    } else if (token == JsonToken.START_ARRAY) {
      array(parser, path, seen);
    }
  }

  private static Kind kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> Kind.OBJECT;
      case START_ARRAY -> Kind.ARRAY;
      case VALUE_STRING -> Kind.STRING;
      case VALUE_NUMBER_INT -> Kind.INTEGER;
      case VALUE_NUMBER_FLOAT -> Kind.NUMBER;
      case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
      case VALUE_NULL -> Kind.NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no value begins with " + token);
    };
  }

  private static List<String> inside(List<String> path, String name) {
    List<String> inner = new ArrayList<>(path);
    inner.add(name);
    return List.copyOf(inner);
  }

  /** What was seen so far. */
  public Model model() {
    Map<List<String>, Field> fields = new HashMap<>();
    kinds.forEach((path, counts) -> {
      if (!path.isEmpty()) {
        fields.put(path, new Field(counts, parents(path, counts)));
      }
    });
    return new Model(topic, sampled, tombstones, notJson, fields, complete);
  }

  /** An array's items are all there. */
  private long parents(List<String> path, Map<Kind, Long> counts) {
    if (path.getLast().equals(FieldPath.ITEM)) {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }
    Map<Kind, Long> parent = kinds.getOrDefault(path.subList(0, path.size() - 1), Map.of());
    return parent.getOrDefault(Kind.OBJECT, 0L);
  }
}
