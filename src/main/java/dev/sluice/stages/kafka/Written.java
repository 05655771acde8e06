package dev.sluice.stages.kafka;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Topics that a pipeline writes on the cluster that it reads. What comes back to a source that they
 * are fed from would go in a circle, and never end.
 *
 * @param what writes them, for people: a target's name, say
 * @param feeders the source stages whose records go there
 * @param topic the topic that the records of a source's topic go to
 */
public record Written(String what, Set<String> feeders, UnaryOperator<String> topic) {
  /** Keeps a copy. */
  public Written {
    feeders = Set.copyOf(feeders);
  }

  /**
   * Refuses a circle.
   *
   * @param read the source stages by the topics that they read now
   */
  void refuseCircle(Map<String, String> read) {
    read.forEach((from, stage) -> {
      String to = topic.apply(from);
      String reader = feeders.contains(stage) ? read.get(to) : null;
      if (reader != null && feeders.contains(reader)) {
        throw new FatalException(
            ProblemCode.TOPIC_CIRCLE,
            what + " writes to the topic " + to + ", which the source \"" + reader + "\" reads",
            "The records would go in a circle: write to another topic, or narrow the source");
      }
    });
  }
}
