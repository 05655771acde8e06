package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.stage.Verdicts;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonValue;
import java.util.Objects;

/** Makes one record for each item of a list; a tombstone goes past. */
final class Explode extends RecordFilter {
  private static final int MOST = 1_000;
  private static final long MOST_BYTES = 256L << 20;

  private final FieldPath path;

  /** The path as it stands in the file: what messages quote. */
  private final String written;

  Explode(FieldPath path, String written, OnError onError) {
    super(onError);
    this.path = path;
    this.written = written;
  }

  @Override
  void apply(Message message, Verdicts verdicts) throws UnfitException {
    Payload payload = message.value();
    if (payload == null) {
      verdicts.pass(message);
      return;
    }
    JsonObject value = (JsonObject) payload.decoded(JsonObjects::decode);
    JsonArray list = list(value);
    if (list.isEmpty()) {
      verdicts.filtered(message);
      return;
    }
    if (list.size() > MOST || (long) list.size() * payload.bytes().length > MOST_BYTES) {
      throw new UnfitException(
          "too_many",
          written
              + " has "
              + list.size()
              + " items, which would make too much of one record (explode)",
          "Drop what is large before it");
    }
    for (int i = 0; i < list.size(); i++) {
      JsonObject one = Objects.requireNonNull(path.put(value, list.items().get(i)));
      Message made = message.withValue(Reshape.payload(one));
      if (i == 0) {
        verdicts.pass(made);
      } else {
        verdicts.create(made);
      }
    }
  }

  private JsonArray list(JsonObject value) throws UnfitException {
    JsonValue found = path.find(value);
    if (found instanceof JsonArray array) {
      return array;
    }
    throw new UnfitException(
        "not_a_list",
        found == null
            ? "there is no " + written + " (explode)"
            : written + " is not a list (explode)",
        "Put a filter before it: where: type(" + written + ") == list");
  }
}
