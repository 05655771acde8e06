package dev.sluice.runtime;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts per stage. The books balance (invariant 6): what came in went on, was filtered, skipped or
 * dead-lettered. Belongs to one lane's thread.
 */
final class Tally {
  private final Map<String, StageTally> stages = new TreeMap<>();

  /** The counts of one stage. */
  static final class StageTally {
    private long in;
    private long out;
    private long created;
    private long filtered;
    private long bytes;
    private final Map<String, Long> skipped = new TreeMap<>();
    private final Map<String, Long> deadLettered = new TreeMap<>();

    void in(long count) {
      in += count;
    }

    void out(long count) {
      out += count;
    }

    void created() {
      created++;
    }

    void filtered() {
      filtered++;
    }

    /** Of what a source read, or a target was handed. */
    void bytes(long count) {
      bytes += count;
    }

    void skipped(String reason) {
      skipped.merge(reason, 1L, Long::sum);
    }

    void deadLettered(String reason) {
      deadLettered.merge(reason, 1L, Long::sum);
    }

    private void add(StageTally other) {
      in += other.in;
      out += other.out;
      created += other.created;
      filtered += other.filtered;
      bytes += other.bytes;
      other.skipped.forEach((reason, count) -> skipped.merge(reason, count, Long::sum));
      other.deadLettered.forEach((reason, count) -> deadLettered.merge(reason, count, Long::sum));
    }
  }

  StageTally stage(String name) {
    return stages.computeIfAbsent(name, each -> new StageTally());
  }

  void add(Tally other) {
    other.stages.forEach((name, tally) -> stage(name).add(tally));
  }

  /** The same counts, which go their own way from now on. */
  Tally copy() {
    Tally copy = new Tally();
    copy.add(this);
    return copy;
  }

  void clear() {
    stages.clear();
  }

  /** A picture of the counts that does not change any more. */
  Books books() {
    Map<String, Books.Stage> copies = new TreeMap<>();
    stages.forEach((name, tally) ->
        copies.put(
            name,
            new Books.Stage(
                tally.in,
                tally.created,
                tally.out,
                tally.filtered,
                tally.skipped,
                tally.deadLettered,
                tally.bytes)));
    return new Books(copies);
  }
}
