package dev.sluice.runtime;

import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.stage.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of records that targets have refused inside a transaction: it was aborted for them,
 * and when they come again they are not sent there again. Belongs to the lane's thread.
 */
final class Decisions {
  private final Map<Partition, TreeMap<Long, Map<String, List<Refusal>>>> refused = new HashMap<>();

  /** A target has refused something that was made of this record. */
  void add(String target, Refusal refusal) {
    refused
        .computeIfAbsent(refusal.message().source(), partition -> new TreeMap<>())
        .computeIfAbsent(refusal.message().offset(), offset -> new HashMap<>())
        .computeIfAbsent(target, name -> new ArrayList<>())
        .add(refusal);
  }

  /** What each target has refused of a record. */
  Map<String, List<Refusal>> of(Partition partition, long offset) {
    return refused.getOrDefault(partition, new TreeMap<>()).getOrDefault(offset, Map.of());
  }

  /** Records before these positions do not come again. */
  void saved(Map<Partition, Position> positions) {
    positions.forEach((partition, position) -> {
      TreeMap<Long, Map<String, List<Refusal>>> known = refused.get(partition);
      if (known != null) {
        known.headMap(position.next()).clear();
      }
    });
  }

  /** A partition is somebody else's now. */
  void forget(Partition partition) {
    refused.remove(partition);
  }
}
