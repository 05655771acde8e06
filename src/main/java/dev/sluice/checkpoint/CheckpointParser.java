package dev.sluice.checkpoint;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes checkpoints of JSON members; what is not as it must be is refused, never guessed. */
final class CheckpointParser {
  private CheckpointParser() {}

  static Checkpoint checkpoint(Map<?, ?> members, String place) {
    Map<Partition, Position> positions = new HashMap<>();
    for (Map<?, ?> item : items(members, "positions", place)) {
      positions.put(partition(item, place), position(item, place));
    }
    return new Checkpoint(
        optionalInstant(members, "firstStartedAt", place),
        bounds(members, place),
        optionalInstant(members, "fullCompleted", place),
        optionalText(members, "fingerprint"),
        members.get("slots") instanceof Long slots ? Integer.valueOf(slots.intValue()) : null,
        positions);
  }

  static Position position(Map<?, ?> members, String place) {
    return new Position(
        number(members, "next", place),
        number(members, "first", place),
        Math.toIntExact(number(members, "leaderEpoch", place)),
        optionalText(members, "topicId"),
        number(members, "timestamp", place));
  }

  private static @Nullable Bounds bounds(Map<?, ?> members, String place) {
    if (!(members.get("bounds") instanceof Map<?, ?> bounds)) {
      return null;
    }
    Map<Partition, Long> ends = new HashMap<>();
    for (Map<?, ?> item : items(bounds, "ends", place)) {
      ends.put(partition(item, place), number(item, "end", place));
    }
    Instant capturedAt = optionalInstant(bounds, "capturedAt", place);
    if (capturedAt == null) {
      throw CheckpointJson.unreadable(place, "\"capturedAt\" is missing");
    }
    return new Bounds(capturedAt, ends);
  }

  private static Partition partition(Map<?, ?> members, String place) {
    return new Partition(
        text(members, "cluster", place),
        text(members, "topic", place),
        Math.toIntExact(number(members, "partition", place)));
  }

  private static List<Map<?, ?>> items(Map<?, ?> members, String name, String place) {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw CheckpointJson.unreadable(place, "\"" + name + "\" is not a list");
    }
    return list.stream()
        .<Map<?, ?>>map(item -> {
          if (item instanceof Map<?, ?> map) {
            return map;
          }
          throw CheckpointJson.unreadable(place, "\"" + name + "\" holds no object");
        })
        .toList();
  }

  private static long number(Map<?, ?> members, String name, String place) {
    if (members.get(name) instanceof Long number) {
      return number;
    }
    throw CheckpointJson.unreadable(place, "\"" + name + "\" is missing");
  }

  private static String text(Map<?, ?> members, String name, String place) {
    if (members.get(name) instanceof String text) {
      return text;
    }
    throw CheckpointJson.unreadable(place, "\"" + name + "\" is missing");
  }

  private static @Nullable String optionalText(Map<?, ?> members, String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  private static @Nullable Instant optionalInstant(Map<?, ?> members, String name, String place) {
    String text = optionalText(members, name);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw CheckpointJson.unreadable(place, "\"" + name + "\" is not a time");
    }
  }
}
