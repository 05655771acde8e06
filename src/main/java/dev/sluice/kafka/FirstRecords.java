package dev.sluice.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps the order of a producer's first records in each partition of a topic (invariant 4). A
 * leader that does not know the producer yet accepts whatever sequence number comes first. If it
 * refuses the first batch, because it has just become the leader, it may accept the second: then
 * the first comes too late, and the producer sends it again for ever. So the first record goes
 * alone, and the others follow when it is acknowledged.
 *
 * <p>Belongs to the thread that sends, but for {@link #answered}.
 */
public final class FirstRecords {
  /** Brokers forget a producer that is silent; by default after a day, and never this soon. */
  private static final long FRESH = Duration.ofMinutes(10).toNanos();

  private static final long NEVER = Long.MIN_VALUE;

  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final BitSet asked = new BitSet();
  private long[] used = {};
  private long now;

  private record Answer(int partition, boolean acknowledged) {}

  /** What may be done with a record. */
  public enum Turn {
    /** It may be sent. */
    GO,
    /** It may be sent, as the first one: {@link #answered} must follow. */
    FIRST,
    /** It must wait for the answer to the first one. */
    WAIT
  }

  /**
   * Before records are sent: hears the answers that have come. Until the next call the same holds
   * for all records of a partition, so that none overtakes another.
   *
   * @param nanos of a clock that goes steadily
   */
  public void begin(long nanos) {
    now = nanos;
    for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
      asked.clear(answer.partition());
      if (answer.acknowledged()) {
        use(answer.partition());
      }
    }
  }

  /** Asked once for each record, in the order in which they are sent. */
  public Turn turn(int partition) {
    if (partition < used.length && used[partition] != NEVER && now - used[partition] < FRESH) {
      used[partition] = now;
      return Turn.GO;
    }
    if (asked.get(partition)) {
      return Turn.WAIT;
    }
    asked.set(partition);
    return Turn.FIRST;
  }

  private void use(int partition) {
    if (partition >= used.length) {
      int before = used.length;
      used = Arrays.copyOf(used, Math.max(partition + 1, 2 * before));
      Arrays.fill(used, before, used.length, NEVER);
    }
    used[partition] = now;
  }

  /** The first record of a partition has its answer; for any thread. */
  public void answered(int partition, boolean acknowledged) {
    answers.add(new Answer(partition, acknowledged));
  }
}
