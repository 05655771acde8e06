package dev.sluice.checkpoint.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.message.Partition;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record's key in the checkpoint topic, a JSON array: {@code [id]} for a pipeline's header,
 * {@code [id, cluster, topic, partition]} for a position, and the same with {@code "claim"} behind
 * it.
 */
sealed interface CheckpointKey {
  JsonFactory FACTORY = new JsonFactory();

  /** The pipeline's id. */
  String pipeline();

  record HeaderKey(String pipeline) implements CheckpointKey {}

  record PositionKey(String pipeline, Partition partition) implements CheckpointKey {}

  record ClaimKey(String pipeline, Partition partition) implements CheckpointKey {}

  default byte[] bytes() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartArray();
      json.writeString(pipeline());
      switch (this) {
        case HeaderKey _ -> {}
        case PositionKey key -> write(json, key.partition());
        case ClaimKey key -> {
          write(json, key.partition());
          json.writeString("claim");
        }
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator json, Partition partition) throws IOException {
    json.writeString(partition.cluster());
    json.writeString(partition.topic());
    json.writeNumber(partition.index());
  }

  /** The key of a record, or null where it is none of ours. */
  static @Nullable CheckpointKey parse(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    List<String> parts = new ArrayList<>();
    try (JsonParser parser = FACTORY.createParser(new String(bytes, StandardCharsets.UTF_8))) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return null;
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        parts.add(parser.getText());
      }
      return switch (parts.size()) {
        case 1 -> new HeaderKey(parts.getFirst());
        case 4 -> new PositionKey(parts.getFirst(), partition(parts));
        case 5 -> new ClaimKey(parts.getFirst(), partition(parts));
        default -> null;
      };
    } catch (IOException | NumberFormatException e) {
      return null;
    }
  }

  private static Partition partition(List<String> parts) {
    return new Partition(parts.get(1), parts.get(2), Integer.parseInt(parts.get(3)));
  }
}
