package dev.sluice.testkit;

import dev.sluice.checkpoint.kafka.KafkaGroupInspection;
import dev.sluice.checkpoint.kafka.KafkaTopicInspection;
import dev.sluice.kafka.Right;
import dev.sluice.stages.kafka.SourceInspection;
import dev.sluice.stages.kafka.TargetInspection;
import java.util.ArrayList;
import java.util.List;

/** Stores and deliveries, and the least rights that each needs: what the reference lists. */
public enum LeastRights {
  KAFKA_TOPIC("kafka_topic"),
  EXACTLY_ONCE("kafka_topic"),
  KAFKA_GROUP("kafka_group"),
  KAFKA_GROUP_EXACTLY_ONCE("kafka_group"),
  FILE("file"),
  JDBC("jdbc"),
  MEMORY("memory");

  private final String store;

  LeastRights(String store) {
    this.store = store;
  }

  /** As it stands in a file. */
  public String store() {
    return store;
  }

  /** Whether records and positions are one transaction. */
  public boolean exactlyOnce() {
    return this == EXACTLY_ONCE || this == KAFKA_GROUP_EXACTLY_ONCE;
  }

  /** As it stands in a file. */
  public String delivery() {
    return exactlyOnce() ? "exactly_once" : "at_least_once";
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
    return switch (this) {
      case KAFKA_TOPIC -> KafkaTopicInspection.rights(topic, id, false, create);
      case EXACTLY_ONCE -> KafkaTopicInspection.rights(topic, id, true, create);
      case KAFKA_GROUP_EXACTLY_ONCE -> List.of(KafkaGroupInspection.transactions(id));
      case KAFKA_GROUP, FILE, JDBC, MEMORY -> List.of();
    };
  }
}
