package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Verdicts;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonArray;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Masks fields, and the key. A field that holds an object or a list is masked in every value inside
 * of it; null stays null. A value of another shape than the path says is masked rather than missed.
 */
final class Mask extends RecordFilter {
  private final List<FieldPath> fields;
  private final boolean key;
  private final Function<byte[], String> masking;

  Mask(String stage, List<FieldPath> fields, boolean key, Function<byte[], String> masking) {
    super(new OnError(stage, Policy.STOP));
    this.fields = fields;
    this.key = key;
    this.masking = masking;
  }

  @Override
  void apply(Message message, Verdicts verdicts) {
    Message masked = key ? message.withKey(maskedKey(message.key())) : message;
    Payload payload = message.value();
    if (payload == null || fields.isEmpty()) {
      verdicts.pass(masked);
      return;
    }
    JsonObject before = (JsonObject) payload.decoded(JsonObjects::decode);
    JsonObject after = before;
    for (FieldPath field : fields) {
      after = field.hide(after, this::masked);
    }
    verdicts.pass(after == before ? masked : masked.withValue(Reshape.payload(after)));
  }

  private byte @Nullable [] maskedKey(byte @Nullable [] bytes) {
    return bytes == null ? null : masking.apply(bytes).getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable JsonValue masked(@Nullable JsonValue value) {
    return switch (value) {
      case JsonObject object -> object.each((name, inner) -> masked(inner));
      case JsonArray array -> array.each(this::masked);
      case JsonScalar scalar when !scalar.isNull() ->

          // an unpaired surrogate counts as a question mark
          JsonScalar.text(masking.apply(scalar.content().getBytes(StandardCharsets.UTF_8)));
      case null, default -> value;
    };
  }
}
