package dev.sluice.message;

import java.util.Comparator;

/**
 * One partition of one topic on one cluster: the unit of order and of positions.
 *
 * @param cluster the id that the cluster gives itself, not its address
 * @param topic the topic's name
 * @param index the partition's number, from 0
 */
public record Partition(String cluster, String topic, int index) implements Comparable<Partition> {
  private static final Comparator<Partition> ORDER =
      Comparator.comparing(Partition::cluster)
          .thenComparing(Partition::topic)
          .thenComparingInt(Partition::index);

  @Override
  public int compareTo(Partition other) {
    return ORDER.compare(this, other);
  }

  /** {@code orders-0}, the way Kafka's own tools write it. */
  @Override
  public String toString() {
    return topic + "-" + index;
  }
}
