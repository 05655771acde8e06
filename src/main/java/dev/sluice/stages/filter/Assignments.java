package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives several fields the results of expressions, which all see the value as it came in. Each
 * object on the way is changed once, however many fields there are. Complete before it is used.
 */
final class Assignments implements Change {
  private final Branch root = new Branch(null);

  /** Adds a field, which lies in none of the others. */
  void add(FieldPath path, Term term) {
    Branch at = root;
    for (String holder : path.parents()) {
      at = (Branch) at.inner.computeIfAbsent(holder, name -> new Branch(path));
    }
    at.inner.put(path.last(), new Leaf(term));
  }

  @Override
  public JsonObject of(Message message, JsonObject value) throws UnfitException {
    return root.of(message, value);
  }

  private sealed interface Step {}

  private record Leaf(Term term) implements Step {}

  /** An object on the way to fields. */
  private static final class Branch implements Step {
    private final Map<String, Step> inner = new LinkedHashMap<>();

    /** The first field that lies in it, for people. */
    private final @Nullable FieldPath field;

    Branch(@Nullable FieldPath field) {
      this.field = field;
    }

    JsonObject of(Message message, JsonObject before) throws UnfitException {
      Map<String, JsonValue> results = LinkedHashMap.newLinkedHashMap(inner.size());
      for (Map.Entry<String, Step> each : inner.entrySet()) {
        JsonValue result =
            switch (each.getValue()) {
              case Leaf leaf -> leaf.term().json(message);
              case Branch branch -> branch.of(message, branch.holder(before.member(each.getKey())));
            };
        results.put(each.getKey(), result);
      }
      return before.assign(results);
    }

    private JsonObject holder(@Nullable JsonValue found) throws UnfitException {
      return switch (found) {
        case JsonObject object -> object;
        case null -> JsonObject.of(Map.of());
        default ->
            throw new UnfitException(
                "not_an_object",
                field + " cannot be set: one of its parents is not an object",
                "Set the parent first");
      };
    }
  }
}
