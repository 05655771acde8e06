package dev.sluice.simulation;

import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The source cluster: one topic. */
final class SimCluster {
  static final String ID = "sim";
  static final String TOPIC = "t";
  static final String FIRST_ID = "id-1";

  private final Map<Partition, SimLog> logs = new TreeMap<>();
  private final Map<String, Map<Partition, SimLog>> byTopicId = new HashMap<>();
  private int incarnation;

  SimCluster(int partitions) {
    create(partitions);
  }

  /** Deletes the topic and creates it again, empty. */
  void create(int partitions) {
    incarnation++;
    logs.clear();
    for (int index = 0; index < partitions; index++) {
      add(index);
    }
  }

  void addPartition() {
    add(logs.size());
  }

  private void add(int index) {
    Partition partition = new Partition(ID, TOPIC, index);
    SimLog log = new SimLog("id-" + incarnation);
    logs.put(partition, log);
    byTopicId.computeIfAbsent(log.topicId(), id -> new HashMap<>()).put(partition, log);
  }

  Map<Partition, SimLog> logs() {
    return logs;
  }

  /** A partition's log under any topic id there ever was. */
  SimLog log(Partition partition, String topicId) {
    SimLog log = byTopicId.getOrDefault(topicId, Map.of()).get(partition);
    if (log == null) {
      throw new AssertionError("a position names a topic id that never was: " + topicId);
    }
    return log;
  }

  String topicId() {
    return "id-" + incarnation;
  }

  Map<Partition, LogRange> describe() {
    Map<Partition, LogRange> ranges = new HashMap<>();
    logs.forEach((partition, log) ->
        ranges.put(partition, new LogRange(log.topicId(), log.start(), log.end(), log.end())));
    return ranges;
  }
}
