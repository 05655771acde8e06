package dev.sluice.observe;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How much of what was there to read when a pipeline came by its partitions has been read. What
 * arrives later moves no goal: it is lag. Belongs to one thread.
 */
final class CatchUp {
  private final Map<Partition, Way> ways = new HashMap<>();

  private record Way(long from, long to) {}

  /** Takes partitions in as they come; the ends of those that are known stay as they were. */
  void meet(Map<Partition, Position> positions, Map<Partition, LogRange> logs) {
    ways.keySet().retainAll(positions.keySet());
    positions.forEach((partition, position) -> {
      LogRange log = logs.get(partition);
      if (log != null) {
        ways.computeIfAbsent(
            partition, _ -> new Way(position.next(), Math.max(log.end(), position.next())));
      }
    });
  }

  /** From 0 to 1; empty where nothing is known yet. */
  OptionalDouble share(Map<Partition, Position> positions) {
    long whole = 0;
    long done = 0;
    for (Map.Entry<Partition, Way> each : ways.entrySet()) {
      Way way = each.getValue();
      Position position = positions.get(each.getKey());
      whole += way.to - way.from;
      if (position != null) {
        done += Math.clamp(position.next(), way.from, way.to) - way.from;
      }
    }
    if (ways.isEmpty()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(whole == 0 ? 1 : (double) done / whole);
  }
}
