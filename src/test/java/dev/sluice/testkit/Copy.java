package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Judges a copy of numbered records, {@code {"n":7}}, that were written to each source partition in
 * ascending order.
 *
 * @param missing numbers below the total that are not there
 * @param repeats how many records are there more than once
 * @param disorder where a record came for the first time behind a later one of its source partition
 */
public record Copy(List<Integer> missing, int repeats, List<String> disorder) {

  /**
   * Reads a target.
   *
   * @param total how many numbers there must be, from 0
   * @param partitions how many source partitions there are; number n was written to n modulo that
   */
  public static Copy judge(List<ConsumerRecord<byte[], byte[]>> target, int total, int partitions) {
    BitSet seen = new BitSet(total);
    int repeats = 0;
    Map<Integer, Integer> last = new HashMap<>();
    List<String> disorder = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : target) {
      String text = Topics.text(each.value());
      int number = Integer.parseInt(text.substring(5, text.length() - 1));
      if (seen.get(number)) {
        repeats++;
        continue;
      }
      seen.set(number);
      Integer before = last.put(number % partitions, number);
      if (before != null && before > number) {
        disorder.add(number + " came first behind " + before);
      }
    }
    List<Integer> missing = new ArrayList<>();
    for (int n = seen.nextClearBit(0); n < total; n = seen.nextClearBit(n + 1)) {
      missing.add(n);
    }
    return new Copy(missing, repeats, disorder);
  }
}
