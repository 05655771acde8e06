package dev.sluice.runtime;

import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.stage.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ranges in which a refused record lies: a broker that rejects one record of a batch fails its
 * siblings too. There records go one at a time, until the bad ones are known.
 */
final class Suspects {
  private record Range(long from, long to) {
    Range with(long offset) {
      return new Range(Math.min(from, offset), Math.max(to, offset));
    }
  }

  private final Map<Partition, Range> ranges = new HashMap<>();

  void add(List<Refusal> refusals) {
    for (Refusal refusal : refusals) {
      long offset = refusal.message().offset();
      ranges.merge(
          refusal.message().source(),
          new Range(offset, offset),
          (range, added) -> range.with(offset));
    }
  }

  /** What lies before these positions does not come again. */
  void saved(Map<Partition, Position> positions) {
    positions.forEach((partition, position) -> {
      Range range = ranges.get(partition);
      if (range != null && position.next() > range.to()) {
        ranges.remove(partition);
      }
    });
  }

  void forget(Partition partition) {
    ranges.remove(partition);
  }

  boolean contains(Partition partition, long offset) {
    Range range = ranges.get(partition);
    return range != null && range.from() <= offset && offset <= range.to();
  }

  /** The batch in pieces: suspects alone, everything else together. */
  List<Batch> divide(Batch batch) {
    if (!ranges.containsKey(batch.partition())) {
      return List.of(batch);
    }
    List<Batch> pieces = new ArrayList<>();
    List<Message> together = new ArrayList<>();
    for (Message message : batch.messages()) {
      if (contains(batch.partition(), message.offset())) {
        if (!together.isEmpty()) {
          pieces.add(
              new Batch(
                  batch.partition(),
                  List.copyOf(together),
                  message.offset(),
                  message.leaderEpoch()));
          together.clear();
        }
        pieces.add(
            new Batch(
                batch.partition(), List.of(message), message.offset() + 1, message.leaderEpoch()));
      } else {
        together.add(message);
      }
    }
    pieces.add(
        new Batch(batch.partition(), List.copyOf(together), batch.next(), batch.leaderEpoch()));
    return pieces;
  }
}
