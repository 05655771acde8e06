package dev.sluice.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.json.Json;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The persisted form of checkpoints, version 1. A golden file pins it: whoever changes it raises
 * the version and still reads the old one. A newer version is refused, unknown members of ours too.
 */
public final class CheckpointJson {
  /** The version that is written. */
  public static final int VERSION = 1;

  private static final JsonFactory FACTORY = new JsonFactory();

  private CheckpointJson() {}

  /** A whole checkpoint: header and positions. */
  public static byte[] write(String pipeline, Checkpoint checkpoint) {
    return document(
        true,
        json -> {
          header(json, pipeline, checkpoint);
          json.writeArrayFieldStart("positions");
          for (var entry : new TreeMap<>(checkpoint.positions()).entrySet()) {
            json.writeStartObject();
            partition(json, entry.getKey());
            position(json, entry.getValue());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** The header alone. */
  public static byte[] writeHeader(String pipeline, Checkpoint checkpoint) {
    return document(false, json -> header(json, pipeline, checkpoint));
  }

  /** One position, with the token of the owner that saved it; null where a pin did. */
  public static byte[] writePosition(Position position, @Nullable String owner) {
    return document(
        false,
        json -> {
          json.writeNumberField("version", VERSION);
          position(json, position);
          if (owner != null) {
            json.writeStringField("owner", owner);
          }
        });
  }

  /**
   * Reads a checkpoint, or a header as one without positions.
   *
   * @param place where it lies, for messages
   * @throws FatalException where it is of a newer version, or not a checkpoint
   */
  public static Checkpoint read(byte[] bytes, String place) {
    return CheckpointParser.checkpoint(members(bytes, place), place);
  }

  /**
   * Reads a checkpoint that must be one pipeline's.
   *
   * @throws FatalException where it is another pipeline's, too
   */
  public static Checkpoint read(byte[] bytes, String place, String pipeline) {
    if (members(bytes, place).get("pipeline") instanceof String other && !other.equals(pipeline)) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_STORE,
          "the checkpoint " + place + " is of the pipeline with the id " + other,
          "Put back the file of " + pipeline + "; sluice offsets import takes another's over");
    }
    return read(bytes, place);
  }

  /** Reads one position. */
  public static Position readPosition(byte[] bytes, String place) {
    return CheckpointParser.position(members(bytes, place), place);
  }

  /** The owner of a position's save, or null. */
  public static @Nullable String readOwner(byte[] bytes, String place) {
    return members(bytes, place).get("owner") instanceof String owner ? owner : null;
  }

  private static void header(JsonGenerator json, String pipeline, Checkpoint checkpoint)
      throws IOException {
    json.writeNumberField("version", VERSION);
    json.writeStringField("pipeline", pipeline);
    instant(json, "firstStartedAt", checkpoint.firstStartedAt());
    instant(json, "fullCompleted", checkpoint.fullCompleted());
    if (checkpoint.fingerprint() != null) {
      json.writeStringField("fingerprint", checkpoint.fingerprint());
    }
    if (checkpoint.slots() != null) {
      json.writeNumberField("slots", checkpoint.slots());
    }
    Bounds bounds = checkpoint.bounds();
    if (bounds != null) {
      json.writeObjectFieldStart("bounds");
      instant(json, "capturedAt", bounds.capturedAt());
      json.writeArrayFieldStart("ends");
      for (var entry : new TreeMap<>(bounds.ends()).entrySet()) {
        json.writeStartObject();
        partition(json, entry.getKey());
        json.writeNumberField("end", entry.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void partition(JsonGenerator json, Partition partition) throws IOException {
    json.writeStringField("cluster", partition.cluster());
    json.writeStringField("topic", partition.topic());
    json.writeNumberField("partition", partition.index());
  }

  private static void position(JsonGenerator json, Position position) throws IOException {
    json.writeNumberField("next", position.next());
    json.writeNumberField("first", position.first());
    json.writeNumberField("leaderEpoch", position.leaderEpoch());
    if (position.topicId() != null) {
      json.writeStringField("topicId", position.topicId());
    }
    json.writeNumberField("timestamp", position.timestamp());
  }

  private static void instant(JsonGenerator json, String name, @Nullable Instant instant)
      throws IOException {
    if (instant != null) {
      json.writeStringField(name, instant.toString());
    }
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] document(boolean pretty, Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      if (pretty) {
        json.useDefaultPrettyPrinter();
      }
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, Object> members(byte[] bytes, String place) {
    try {
      Map<String, Object> members = Json.read(new String(bytes, StandardCharsets.UTF_8));
      Object version = members.get("version");
      if (!(version instanceof Long number)) {
        throw unreadable(place, "it has no version");
      }
      if (number > VERSION) {
        throw newer(place, number, VERSION);
      }
      return members;
    } catch (IOException | DateTimeException e) {
      throw unreadable(place, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** The message for a checkpoint that a newer release has written. */
  public static FatalException newer(String place, long version, long known) {
    return new FatalException(
        ProblemCode.CHECKPOINT_VERSION,
        "the checkpoint "
            + place
            + " is of version "
            + version
            + "; this release reads up to "
            + known,
        "Use the release that wrote it, or a newer one");
  }

  /** The message for a checkpoint that cannot be read; the last good one is left where it is. */
  public static FatalException unreadable(String place, String why) {
    return new FatalException(
        ProblemCode.CHECKPOINT_STORE,
        "the checkpoint " + place + " cannot be read: " + why,
        "Put back a good copy; without one the positions have to be set anew");
  }
}
