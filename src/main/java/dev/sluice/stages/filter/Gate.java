package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reject;
import dev.sluice.stage.Verdicts;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.NotJsonException;
import dev.sluice.value.Shapes;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a source lets in: tombstones and values that are not JSON follow their policies. */
public final class Gate implements Filter {
  private final Shapes shapes = new Shapes();
  private final Function<byte[], @Nullable Object> outline = shapes::outline;
  private final @Nullable Policy tombstones;
  private final Policy nonJson;
  private final boolean json;
  private final boolean looked;

  /**
   * A gate.
   *
   * @param tombstones what becomes of null values, or null to let them pass
   * @param nonJson what becomes of values that are not one JSON object
   * @param json whether values are JSON; else they are opaque
   * @param looked whether filters may look into values, which is cheaper where the check has left
   *     an outline
   */
  public Gate(@Nullable Policy tombstones, Policy nonJson, boolean json, boolean looked) {
    this.tombstones = tombstones;
    this.nonJson = nonJson;
    this.json = json;
    this.looked = looked;
  }

  @Override
  public void apply(List<Message> messages, Verdicts verdicts) {
    if (!json && tombstones == null) {
      verdicts.passAll(messages);
      return;
    }
    for (Message message : messages) {
      Reject reject =
          message.value() == null ? tombstone(message) : notJson(message, message.value());
      if (reject == null) {
        verdicts.pass(message);
      } else {
        verdicts.reject(message, reject);
      }
    }
  }

  private @Nullable Reject tombstone(Message message) {
    return tombstones == null
        ? null
        : new Reject(
            "tombstone",
            tombstones,
            new Trouble(
                ProblemCode.TOMBSTONE,
                "the value of " + place(message) + " is null (a tombstone)",
                "Set tombstones: pass, skip or dead_letter to go on"));
  }

  private @Nullable Reject notJson(Message message, Payload value) {
    if (!json || isRecognised(value)) {
      return null;
    }
    try {
      value.decoded(JsonObjects::decode);
      return null;
    } catch (NotJsonException e) {
      byte[] bytes = value.bytes();
      return new Reject(
          e.reason(),
          nonJson,
          new Trouble(
              ProblemCode.NOT_JSON,
              "the value of "
                  + place(message)
                  + " is not one JSON object: "
                  + e.reason()
                  + " ("
                  + e.getMessage()
                  + ")",
              bytes.length > 0 && bytes[0] == 0
                  ? "A first byte 0 looks like a schema registry's record: format: raw copies it"
                  : "Set nonJson: skip or dead_letter to go on, or format: raw to copy values unread"));
    }
  }

  private boolean isRecognised(Payload value) {
    return looked ? value.outlined(outline) != null : shapes.recognises(value.bytes());
  }

  private static String place(Message message) {
    return message.coordinates()
        + " (topic "
        + message.source().topic()
        + ", partition "
        + message.source().index()
        + ", offset "
        + message.offset()
        + ")";
  }
}
