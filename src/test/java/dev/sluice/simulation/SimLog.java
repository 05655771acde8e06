package dev.sluice.simulation;

import java.util.TreeMap;

/** One partition's log under one topic id. Offsets have gaps, as transaction markers leave them. */
final class SimLog {
  private final String topicId;
  private final TreeMap<Long, byte[]> records = new TreeMap<>();
  private long start;
  private long end;

  SimLog(String topicId) {
    this.topicId = topicId;
  }

  String topicId() {
    return topicId;
  }

  TreeMap<Long, byte[]> records() {
    return records;
  }

  long start() {
    return start;
  }

  long end() {
    return end;
  }

  void append(byte[] value, boolean gap) {
    records.put(end++, value);
    if (gap) {
      end++;
    }
  }

  /** Retention. */
  void deleteBefore(long offset) {
    start = Math.max(start, Math.min(offset, end));
  }

  /** An unclean election cuts the log off. */
  void truncate(long offset) {
    records.tailMap(offset, true).clear();
    end = Math.min(end, Math.max(offset, start));
  }
}
