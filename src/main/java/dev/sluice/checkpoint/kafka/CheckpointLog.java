package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.CheckpointJson;
import dev.sluice.checkpoint.kafka.CheckpointKey.ClaimKey;
import dev.sluice.checkpoint.kafka.CheckpointKey.HeaderKey;
import dev.sluice.checkpoint.kafka.CheckpointKey.PositionKey;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the records of one pipeline in the checkpoint topic amount to, applied in the log's order. A
 * position that was saved by somebody who is not the owner any more is stale: it came from a runner
 * that did not know of the claim yet. It does not count where there is a better one, and the owner
 * writes over it.
 */
final class CheckpointLog {
  private final String pipeline;
  private final String place;
  private final Map<Partition, Position> positions = new HashMap<>();
  private final Map<Partition, String> owners = new HashMap<>();
  private final Set<Partition> stale = new HashSet<>();
  private Checkpoint header = Checkpoint.EMPTY;

  CheckpointLog(String pipeline, String place) {
    this.pipeline = pipeline;
    this.place = place;
  }

  /** Applies the next record; a null value is a tombstone. */
  void apply(byte @Nullable [] keyBytes, byte @Nullable [] value) {
    CheckpointKey key = CheckpointKey.parse(keyBytes);
    if (key == null || !key.pipeline().equals(pipeline)) {
      return;
    }
    switch (key) {
      case HeaderKey _ ->
          header = value == null ? Checkpoint.EMPTY : CheckpointJson.read(value, place);
      case ClaimKey claim -> {
        if (value == null) {
          owners.remove(claim.partition());
        } else {
          owners.put(claim.partition(), new String(value, StandardCharsets.UTF_8));
        }
      }
      case PositionKey position -> position(position.partition(), value);
    }
  }

  private void position(Partition partition, byte @Nullable [] value) {
    if (value == null) {
      positions.remove(partition);
      stale.remove(partition);
      return;
    }
    Position position = CheckpointJson.readPosition(value, place);
    String saver = CheckpointJson.readOwner(value, place);
    String owner = owners.get(partition);
    if (saver != null && owner != null && !saver.equals(owner)) {
      stale.add(partition);
      positions.putIfAbsent(partition, position);
    } else {
      stale.remove(partition);
      positions.put(partition, position);
    }
  }

  /** Whether the pipeline's header lies here. */
  boolean hasHeader() {
    return !header.equals(Checkpoint.EMPTY);
  }

  Checkpoint checkpoint() {
    return header.withPositions(positions);
  }

  @Nullable String owner(Partition partition) {
    return owners.get(partition);
  }

  /** Positions of an owner that a stale save lies on top of. */
  Map<Partition, Position> overwritten(String owner) {
    Map<Partition, Position> found = new HashMap<>();
    for (Partition partition : stale) {
      Position position = positions.get(partition);
      if (owner.equals(owners.get(partition)) && position != null) {
        found.put(partition, position);
      }
    }
    return found;
  }
}
