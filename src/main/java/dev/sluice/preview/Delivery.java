package dev.sluice.preview;

import dev.sluice.catalogue.Scanning;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Message;
import dev.sluice.runtime.Rehearsal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A record that reaches a target.
 *
 * @param topic where it is written
 */
record Delivery(String target, String topic, Message message) {

  /**
   * What a version of a pipeline delivers of one record, by the target's name.
   *
   * @param topic that the record was read from
   * @param one whether both versions have but one target: then its name is no matter
   */
  static Map<String, List<Delivery>> of(
      Graph graph, Rehearsal.Outcome outcome, String topic, boolean one) {
    Map<String, List<Delivery>> deliveries = new LinkedHashMap<>();
    for (TargetDefinition target : graph.pipeline().targets()) {
      List<Delivery> reached = new ArrayList<>();
      String to = Scanning.topics(target).apply(topic);
      outcome.at(target.name()).forEach(each -> reached.add(new Delivery(target.name(), to, each)));
      deliveries.put(one ? "" : target.name(), reached);
    }
    return deliveries;
  }

  /** Whether it is the same record in the same place. */
  boolean isSame(Delivery other) {
    return topic.equals(other.topic) && message.holdsTheSame(other.message);
  }
}
