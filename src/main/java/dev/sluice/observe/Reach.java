package dev.sluice.observe;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What lies before a pipeline in its partitions, as far as the source said so lately.
 *
 * @param logs by partition, up to the bounds of a full sync
 * @param retention how long topics keep a record, by topic
 */
public record Reach(Map<Partition, LogRange> logs, Map<String, Duration> retention) {
  /** Nothing is known. */
  public static final Reach UNKNOWN = new Reach(Map.of(), Map.of());

  /** Keeps copies. */
  public Reach {
    logs = Map.copyOf(logs);
    retention = Map.copyOf(retention);
  }

  /** How far behind a pipeline is in one topic. */
  Map<String, Lag> lags(Map<Partition, Position> positions, long now) {
    Map<String, Lag> lags = new HashMap<>();
    positions.forEach((partition, position) -> {
      LogRange log = logs.get(partition);
      if (log != null) {
        Duration kept = retention.get(partition.topic());
        lags.merge(partition.topic(), Lag.of(position, log, kept, now), Lag::and);
      }
    });
    return lags;
  }
}
