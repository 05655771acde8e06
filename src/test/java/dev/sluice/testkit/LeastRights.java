package dev.sluice.testkit;

import dev.sluice.checkpoint.kafka.KafkaTopicInspection;
import dev.sluice.kafka.Right;
import dev.sluice.stages.kafka.SourceInspection;
import dev.sluice.stages.kafka.TargetInspection;
import java.util.ArrayList;
import java.util.List;

/** Stores and deliveries, and the least rights that each needs: what the reference lists. */
public enum LeastRights {
  KAFKA_TOPIC("kafka_topic"),
  FILE("file"),
  MEMORY("memory");

  private final String store;

  LeastRights(String store) {
    this.store = store;
  }

  /** As it stands in a file. */
  public String store() {
    return store;
  }

  /** On the source's cluster. */
  public List<Right> atSource(String topic, String id) {
    return SourceInspection.rights(List.of(topic), "sluice." + id);
  }

  /** On the target's cluster. */
  public List<Right> atTarget(String topic, String deadLetters, boolean create) {
    List<Right> rights = new ArrayList<>(TargetInspection.rights(List.of(topic), create));
    rights.addAll(TargetInspection.rights(List.of(deadLetters), false));
    return rights;
  }

  /** On the store's cluster; none where it has none. */
  public List<Right> atStore(String topic, String id, boolean create) {
    return this == KAFKA_TOPIC ? KafkaTopicInspection.rights(topic, id, create) : List.of();
  }
}
