package dev.sluice.verify;

import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.runtime.Provenance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one target must hold, and what it holds. Everything that is expected is told first, then
 * everything that is found, partition by partition in the order of offsets. Records that are equal
 * in everything stand for each other. Holds about 200 bytes a record.
 */
final class Comparison {
  private static final int SAMPLES = 10;

  /** A record that must be there: where it comes from, and what it is. */
  private static final class Expected {
    private final Partition source;
    private final long offset;
    private final String topic;
    private final Digest identity;

    Expected(Partition source, long offset, String topic, Digest identity) {
      this.source = source;
      this.offset = offset;
      this.topic = topic;
      this.identity = identity;
    }

    @Override
    public String toString() {
      return source + "@" + offset + " for " + topic;
    }
  }

  private record Lane(Partition source, Partition target) {}

  private final Set<String> stamped;
  private final Optional<Provenance> provenance;
  private final Map<Digest, Deque<Expected>> open = new HashMap<>();
  private final Map<Digest, Integer> seen = new HashMap<>();
  private final Map<Lane, Long> reached = new HashMap<>();
  private final Map<Digest, List<String>> unknown = new HashMap<>();
  private final List<String> samples = new ArrayList<>();
  private long expected;
  private long found;
  private long repeated;
  private long reordered;

  /**
   * Of nothing yet.
   *
   * @param stamped topics whose records get the broker's time instead of their own
   * @param provenance how records say where they come from, where they do
   */
  Comparison(Set<String> stamped, Optional<Provenance> provenance) {
    this.stamped = Set.copyOf(stamped);
    this.provenance = provenance;
  }

  private Digest identity(String topic, Message message) {
    return provenance
        .map(each -> each.origin(message))
        .map(origin -> Digest.origin(topic, origin))
        .orElseGet(() -> Digest.identity(topic, message, timed(topic)));
  }

  private boolean timed(String topic) {
    return !stamped.contains(topic);
  }

  /** A record that must be there once. */
  void expect(String topic, Message message) {
    expected++;
    open.computeIfAbsent(Digest.of(topic, message, timed(topic)), digest -> new ArrayDeque<>(1))
        .add(new Expected(message.source(), message.offset(), topic, identity(topic, message)));
  }

  /** A record that is there. */
  void find(Message message) {
    String topic = message.source().topic();
    Digest digest = Digest.of(topic, message, timed(topic));
    Deque<Expected> waiting = open.get(digest);
    if (waiting != null) {
      Expected match = waiting.removeFirst();
      if (waiting.isEmpty()) {
        open.remove(digest);
      }
      seen.merge(digest, 1, Integer::sum);
      found++;
      inOrder(match, message);
    } else if (seen.containsKey(digest)) {
      repeated++;
      sample("repeated: " + message.coordinates());
    } else {
      unknown
          .computeIfAbsent(identity(topic, message), identity -> new ArrayList<>(1))
          .add(message.coordinates());
    }
  }

  /** Invariant 4: of a source partition's records in one target partition, each behind its last. */
  private void inOrder(Expected match, Message message) {
    Lane lane = new Lane(match.source, message.source());
    Long before = reached.get(lane);
    if (before != null && before > match.offset) {
      reordered++;
      sample("reordered: " + match + " is behind offset " + before);
    } else {
      reached.put(lane, match.offset);
    }
  }

  private void sample(String text) {
    if (samples.size() < SAMPLES) {
      samples.add(text);
    }
  }

  /**
   * What came of it. What is missing and has left a record that nobody expected, of the same origin
   * or else of the same key and timestamp, was altered on its way; else it is lost.
   */
  Verdict verdict(String target) {
    long lost = 0;
    long altered = 0;
    for (Deque<Expected> waiting : open.values()) {
      for (Iterator<Expected> each = waiting.iterator(); each.hasNext(); ) {
        Expected missing = each.next();
        List<String> instead = unknown.get(missing.identity);
        if (instead != null && !instead.isEmpty()) {
          altered++;
          sample("altered: " + missing + " arrived as " + instead.removeFirst());
        } else {
          lost++;
          sample("lost: " + missing);
        }
      }
    }
    return new Verdict(
        target, expected, found, lost, repeated, reordered, altered, List.copyOf(samples));
  }
}
