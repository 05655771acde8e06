package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.stage.Verdicts;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;

/**
 * Changes values, and lets every record through. A tombstone has nothing to change, and a value
 * that is not changed keeps its bytes (invariant 5).
 */
final class Reshape extends RecordFilter {
  private final Change change;

  Reshape(Change change, OnError onError) {
    super(onError);
    this.change = change;
  }

  @Override
  void apply(Message message, Verdicts verdicts) throws UnfitException {
    Payload payload = message.value();
    if (payload == null) {
      verdicts.pass(message);
      return;
    }
    JsonObject before = (JsonObject) payload.decoded(JsonObjects::decode);
    JsonObject after = change.of(message, before);
    verdicts.pass(after == before ? message : message.withValue(payload(after)));
  }

  static Payload payload(JsonObject value) {
    return new Payload(value, value::bytes);
  }
}
