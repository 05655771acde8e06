package dev.sluice.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/**
 * The units of ownership of exactly once. A partition belongs to one of them for ever: neighbours
 * lie in different ones, so that the partitions of one topic are divided evenly.
 *
 * @param count how many there are; fixed at a pipeline's first start
 */
public record Slots(int count) {
  /** What one lane writes is one unit. */
  public static final Slots ONE = new Slots(1);

  /** The slot of a partition, from 0 on. */
  public int of(String topic, int partition) {
    int hash = Utils.toPositive(Utils.murmur2(topic.getBytes(StandardCharsets.UTF_8)));
    return (int) (((long) hash + partition) % count);
  }
}
