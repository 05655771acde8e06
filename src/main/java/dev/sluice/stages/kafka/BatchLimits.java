package dev.sluice.stages.kafka;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * How large a batch each topic of a writer takes, in bytes. It is asked once for all that is in
 * flight at a time, because records of one partition must not go by two producers; and again when a
 * batch was refused. Belongs to the lane's thread.
 */
final class BatchLimits {
  private final TargetTopics topics;
  private final Map<String, Integer> known = new HashMap<>();

  /** Lower than the topic says: brokers that compress batches anew may refuse even those. */
  private final Map<String, Integer> ceilings = new HashMap<>();

  /** Small batches cost: after this time it is seen whether larger ones are taken again. */
  private static final Duration LOWERED = Duration.ofMinutes(5);

  private boolean lowered;
  private long loweredAt;

  BatchLimits(TargetTopics topics) {
    this.topics = topics;
  }

  /** The largest batch that a topic takes; the largest integer where that is unknown. */
  int of(String topic) {
    return known.computeIfAbsent(
        topic,
        each ->
            Math.min(topics.largestBatch(each), ceilings.getOrDefault(each, Integer.MAX_VALUE)));
  }

  /** Asks again when a topic is needed next; nothing is in flight. */
  void forget() {
    known.clear();
  }

  /**
   * Limits were lowered a while ago; nothing is in flight.
   *
   * @param now of a clock that goes steadily, in nanoseconds
   * @return whether topics take larger batches again
   */
  boolean haveRisen(long now) {
    return lowered && now - loweredAt > LOWERED.toNanos() && haveChanged();
  }

  /** A record was refused as too large: whether topics take other sizes than they did. */
  boolean haveChanged() {
    lowered = false;
    Map<String, Integer> before = Map.copyOf(known);
    ceilings.clear();
    known.clear();
    return before.entrySet().stream().anyMatch(each -> each.getValue() != of(each.getKey()));
  }

  /**
   * Batches are refused as too large again and again: lowers the limits, to what the topics say
   * now, or by half where that does not explain it.
   *
   * @param batches the size of batches for a topic's limit
   * @param at of a clock that goes steadily, in nanoseconds
   * @return what to tell
   */
  Trouble lower(IntUnaryOperator batches, long at) {
    lowered = true;
    loweredAt = at;
    Map<String, Integer> before = new HashMap<>(known);
    known.clear();
    Map<String, Integer> now = new TreeMap<>();
    before.forEach((topic, limit) -> {
      if (of(topic) < batches.applyAsInt(limit)) {
        now.put(topic, of(topic));
      }
    });
    if (now.isEmpty()) {
      before.forEach((topic, limit) -> {
        int half = Math.max(1, batches.applyAsInt(limit) / 2);
        ceilings.put(topic, half);
        now.put(topic, half);
      });
      known.clear();
    }
    return new Trouble(
        ProblemCode.TARGET_CHANGED,
        "the target refuses batches as too large; they are divided to fit (topic=bytes): " + now,
        "Records larger than the topic's max.message.bytes follow pushError");
  }
}
