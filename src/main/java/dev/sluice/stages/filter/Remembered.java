package dev.sluice.stages.filter;

import dev.sluice.stage.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A bounded memory that can go back. It writes down what undoes each change, since snapshots are
 * many and restoring is rare.
 */
final class Remembered<K> {
  private record Entry(long sequence, long number) {}

  /** What stood under a key before; null for nothing. */
  private record Undo<K>(K key, @Nullable Entry before) {}

  private final int most;
  private final Map<K, Entry> entries = new HashMap<>();
  private final TreeMap<Long, K> byAge = new TreeMap<>();
  private final List<Undo<K>> undos = new ArrayList<>();
  private long forgotten;
  private long sequence;

  /**
   * Empty.
   *
   * @param most how many keys; then the one that was put longest ago is forgotten
   */
  Remembered(int most) {
    this.most = most;
  }

  /** The number of a key, or null. */
  @Nullable Long get(K key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.number();
  }

  /** Gives a key a number; it is the youngest then. */
  void put(K key, long number) {
    undos.add(new Undo<>(key, entries.get(key)));
    replace(key, new Entry(sequence++, number));
    if (entries.size() > most) {
      K eldest = byAge.firstEntry().getValue();
      undos.add(new Undo<>(eldest, entries.get(eldest)));
      replace(eldest, null);
    }
  }

  private void replace(K key, @Nullable Entry entry) {
    Entry before = entry == null ? entries.remove(key) : entries.put(key, entry);
    if (before != null) {
      byAge.remove(before.sequence());
    }
    if (entry != null) {
      byAge.put(entry.sequence(), key);
    }
  }

  /** How it is now. */
  Filter.Snapshot snapshot() {
    long mark = forgotten + undos.size();
    return () -> restore(mark);
  }

  private void restore(long mark) {
    if (mark < forgotten) {
      throw new IllegalStateException("what is settled does not come again");
    }
    while (forgotten + undos.size() > mark) {
      Undo<K> undo = undos.removeLast();
      replace(undo.key(), undo.before());
    }
  }

  /** Everything is forgotten, and no snapshot taken before now is restored any more. */
  void forget() {
    entries.clear();
    byAge.clear();
    settled();
  }

  /** No snapshot taken before now is restored any more. */
  void settled() {
    forgotten += undos.size();
    undos.clear();
  }
}
