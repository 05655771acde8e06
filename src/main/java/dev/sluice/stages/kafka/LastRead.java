package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.IsolationLevel;

/**
 * Compares the timestamp that a position remembers with the record that lies just before it. A log
 * that was restored from a snapshot and has grown again holds the position's number, and other
 * records. One question is enough for a log that is as it was; only where its answer is in doubt
 * the record itself is fetched.
 */
record LastRead(KafkaCluster cluster, IsolationLevel isolation) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** The partitions where another record lies there. */
  Set<Partition> others(Map<Partition, Position> positions) {
    Map<Partition, LogRange> doubtful = new HashMap<>();
    Map<Partition, Long> read = new HashMap<>();
    positions.forEach((partition, position) -> {
      if (position.timestamp() >= 0 && position.next() > 0) {
        read.put(partition, position.timestamp());
      }
    });
    cluster
        .firstSince(read)
        .forEach((partition, first) -> {
          Position position = position(positions, partition);
          long next = position.next();
          if (first.offset() >= next || first.timestamp() != position.timestamp()) {
            doubtful.put(partition, new LogRange(null, next - 1, next, next));
          }
        });
    return doubtful.isEmpty() ? Set.of() : differing(doubtful, positions);
  }

  /** Where no record lies just before the position, but a marker or a gap, nothing is said. */
  private Set<Partition> differing(
      Map<Partition, LogRange> doubtful, Map<Partition, Position> positions) {
    Set<Partition> differing = new HashSet<>();
    new LogScan(cluster, isolation)
        .newest(
            doubtful,
            _ -> 1,
            PATIENCE,
            found -> {
              Partition partition = new Partition(cluster.id(), found.topic(), found.partition());
              if (found.timestamp() >= 0
                  && found.timestamp() != position(positions, partition).timestamp()) {
                differing.add(partition);
              }
            });
    return differing;
  }

  private static Position position(Map<Partition, Position> positions, Partition partition) {
    return Objects.requireNonNull(positions.get(partition));
  }
}
