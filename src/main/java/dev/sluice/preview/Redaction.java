package dev.sluice.preview;

import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.runtime.Rehearsal;
import dev.sluice.stage.Outside;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import dev.sluice.value.NotJsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Hides what a pipeline hides, so that a preview shows nothing that the target would not: the
 * fields that mask filters name, under whatever name they had before, and what these hold wherever
 * else it stands in the same record; a key that is masked, likewise, and what it is made of; and
 * the fields that no target gets.
 */
public final class Redaction {
  private static final JsonScalar HIDDEN = JsonScalar.text("***");

  private final List<FilterDefinition> masks = new ArrayList<>();
  private final Set<FieldPath> paths = new LinkedHashSet<>();
  private final List<Dropped> dropped = new ArrayList<>();
  private final Set<Outside> outside = EnumSet.noneOf(Outside.class);

  /** Of some versions of a pipeline; none hides nothing. */
  public Redaction(List<Graph> graphs) {
    for (Graph graph : graphs) {
      dropped.add(new Dropped(graph));
      for (FilterDefinition filter : graph.pipeline().filters()) {
        if (filter.type().hides(filter.settings())) {
          masks.add(filter);
          Set<Seen> seen = new HashSet<>();
          filter.type().masks(filter.settings()).forEach(path -> trace(graph, filter, path, seen));
          if (filter.type().masksKey(filter.settings())) {
            trace(graph, filter, Outside.KEY, seen);
          }
        }
      }
    }
  }

  /**
   * A field under all the names that it has on its way to the mask.
   *
   * @param seen what was traced: stages may be reached on many ways
   */
  private void trace(Graph graph, FilterDefinition filter, FieldPath path, Set<Seen> seen) {
    if (!seen.add(new Seen(filter.name(), path))) {
      return;
    }
    paths.add(path);
    for (FilterDefinition before : graph.pipeline().filters()) {
      if (filter.from().contains(before.name())) {
        before
            .type()
            .origins(before.settings(), path)
            .forEach(origin -> trace(graph, before, origin, seen));
        before
            .type()
            .outside(before.settings(), path)
            .forEach(part -> trace(graph, before, part, seen));
      }
    }
  }

  /** The key or the headers, and what they are made of before a filter. */
  private void trace(Graph graph, FilterDefinition filter, Outside part, Set<Seen> seen) {
    if (!seen.add(new Seen(filter.name(), part))) {
      return;
    }
    outside.add(part);
    for (StageDefinition stage : graph.before(filter)) {
      if (stage instanceof FilterDefinition before) {
        before
            .type()
            .origins(before.settings(), part)
            .forEach(path -> trace(graph, before, path, seen));
        before
            .type()
            .outside(before.settings(), part)
            .forEach(each -> trace(graph, before, each, seen));
      }
    }
  }

  /** A field's path, or a part outside of the value, at a filter. */
  private record Seen(String filter, Object what) {}

  /** Whether a value that nobody can look into may be shown. */
  private boolean hidesNothing() {
    return masks.isEmpty() && dropped.stream().noneMatch(Dropped::any);
  }

  /** What must not be shown of one record. */
  public final class OfRecord {
    private final Set<String> hidden = new HashSet<>();

    private OfRecord() {}

    private void learn(@Nullable JsonObject value) {
      if (value != null) {
        paths.forEach(path -> {
          var _ = path.hide(value, each -> remember(each));
        });
      }
    }

    /** A key that is masked stands in the value, too, more often than not. */
    private void learnKey(byte @Nullable [] bytes) {
      if (outside.contains(Outside.KEY) && bytes != null) {
        hidden.add(new String(bytes, StandardCharsets.UTF_8));
      }
    }

    private @Nullable JsonValue remember(@Nullable JsonValue value) {
      switch (value) {
        case JsonObject object -> object.forEachMember((name, inner) -> remember(inner));
        case JsonArray array -> array.items().forEach(this::remember);
        case JsonScalar scalar when !scalar.isNull() -> hidden.add(scalar.content());
        case null, default -> {}
      }
      return value;
    }

    /** The value of a record that was read, to show. */
    public String readValue(Message message) {
      return value(message, Dropped::hides);
    }

    /** The value of a record that is written, to show. */
    public String value(Message message) {
      return value(message, Dropped::hidesWritten);
    }

    private String value(Message message, BiPredicate<Dropped, FieldPath> drops) {
      JsonObject object = decoded(message);
      if (object == null) {
        byte[] bytes = message.valueBytes();
        return bytes == null
            ? "null"
            : hidesNothing() ? new String(bytes, StandardCharsets.UTF_8) : "***";
      }
      return new String(shown(object, drops, false).bytes(), StandardCharsets.UTF_8);
    }

    /** The same as JSON, or null where it is none. */
    @Nullable JsonObject json(Message message) {
      JsonObject object = decoded(message);
      return object == null ? null : shown(object, Dropped::hidesWritten, false);
    }

    /**
     * Hides what is masked, and the fields that are dropped.
     *
     * @param typed whether dropped numbers stay numbers, so that filters can still read them
     */
    private JsonObject shown(
        JsonObject object, BiPredicate<Dropped, FieldPath> drops, boolean typed) {
      JsonObject shown = object;
      for (FieldPath path : paths) {
        shown = path.hide(shown, value -> value == null ? null : hide(value, true));
      }
      shown = (JsonObject) hide(shown, false);
      return dropped.stream().anyMatch(Dropped::any)
          ? hideDropped(shown, List.of(), drops, typed)
          : shown;
    }

    private JsonObject hideDropped(
        JsonObject object, List<String> at, BiPredicate<Dropped, FieldPath> drops, boolean typed) {
      return object.each((name, inner) -> {
        List<String> path = new ArrayList<>(at);
        path.add(name);
        return hideDropped(inner, path, drops, typed);
      });
    }

    private JsonValue hideDropped(
        JsonValue value, List<String> at, BiPredicate<Dropped, FieldPath> drops, boolean typed) {
      return switch (value) {
        case JsonObject object -> hideDropped(object, at, drops, typed);
        case JsonArray array -> array.each(item -> hideDropped(item, at, drops, typed));
        case JsonScalar scalar -> {
          FieldPath path = new FieldPath(at);
          boolean drop = dropped.stream().anyMatch(each -> drops.test(each, path));
          yield drop && !scalar.isNull() ? hidden(scalar, typed) : scalar;
        }
      };
    }

    private JsonValue hide(JsonValue value, boolean all) {
      return switch (value) {
        case JsonObject object -> object.each((name, inner) -> hide(inner, all));
        case JsonArray array -> array.each(item -> hide(item, all));
        case JsonScalar scalar ->
            !scalar.isNull() && (all || hidden.contains(scalar.content())) ? HIDDEN : scalar;
      };
    }

    private static JsonScalar hidden(JsonScalar scalar, boolean typed) {
      if (!typed || scalar.isText()) {
        return HIDDEN;
      }
      return JsonScalar.literal(scalar.isNumber() ? "0" : "false");
    }

    /** A header to show. */
    public byte @Nullable [] header(Header header) {
      byte[] value = header.value();
      boolean hides =
          value != null
              && (outside.contains(Outside.HEADERS)
                  || hidden.contains(new String(value, StandardCharsets.UTF_8)));
      return hides ? HIDDEN.content().getBytes(StandardCharsets.UTF_8) : value;
    }

    /** The record, with everything hidden that must be. */
    public Message masked(Message message) {
      byte[] shownKey = message.key();
      Message keyed =
          shownKey == null
              ? message
              : message.withKey(key(message).getBytes(StandardCharsets.UTF_8));
      keyed =
          keyed.withHeaders(
              message.headers().stream()
                  .map(header -> new Header(header.name(), header(header)))
                  .toList());
      JsonObject object = decoded(message);
      if (object == null) {
        boolean hides = !hidesNothing() && message.value() != null;
        return hides ? keyed.withValue(new Payload(HIDDEN.bytes())) : keyed;
      }
      return keyed.withValue(new Payload(shown(object, Dropped::hides, true).bytes()));
    }

    /** A key to show. */
    public String key(Message message) {
      byte[] bytes = message.key();
      if (bytes == null) {
        return "null";
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      return outside.contains(Outside.KEY) || hidden.contains(text) ? "***" : text;
    }
  }

  /**
   * Of a record.
   *
   * @param outcomes what the versions make of it
   */
  public OfRecord of(Message read, List<Rehearsal.Outcome> outcomes) {
    OfRecord of = new OfRecord();
    if (!masks.isEmpty()) {
      of.learn(decoded(read));
      of.learnKey(read.key());
      for (Rehearsal.Outcome outcome : outcomes) {
        masks.forEach(mask ->
            mask.from()
                .forEach(from ->
                    outcome
                        .at(from)
                        .forEach(message -> {
                          of.learn(decoded(message));
                          of.learnKey(message.key());
                        })));
      }
    }
    return of;
  }

  private static @Nullable JsonObject decoded(Message message) {
    if (message.value() == null) {
      return null;
    }
    try {
      return (JsonObject) message.value().decoded(JsonObjects::decode);
    } catch (NotJsonException e) {
      return null;
    }
  }
}
