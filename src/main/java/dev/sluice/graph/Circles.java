package dev.sluice.graph;

import dev.sluice.definition.Declarations;
import dev.sluice.definition.PipelineDefinition.DeadLetter;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.problem.Location;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A pipeline must not read what it writes. Connections of different names may lead to one cluster
 * all the same, and an expression may match more than is known here: at the start that is asked
 * again.
 */
final class Circles {
  /** What stands for the source's topic in a target's. */
  private static final String SAME_TOPIC = "{topic}";

  private final Graph graph;
  private final Declarations declarations;
  private final Problems problems;

  Circles(Graph graph, Declarations declarations, Problems problems) {
    this.graph = graph;
    this.declarations = declarations;
    this.problems = problems;
  }

  void check() {
    for (TargetDefinition target : graph.pipeline().targets()) {
      Set<String> feeders = graph.sourcesOf(target);
      for (SourceDefinition source : graph.pipeline().sources()) {
        if (feeders.contains(source.name())
            && GraphChecks.sameCluster(source.connection(), target.connection())) {
          circle(source, target, feeders);
        }
      }
    }
    DeadLetter dead = graph.pipeline().deadLetter();
    for (SourceDefinition source : graph.pipeline().sources()) {
      if (dead != null
          && GraphChecks.sameCluster(source.connection(), dead.connection())
          && declarations.source().reads(source.settings(), dead.topic())) {
        circle(dead.at(), "deadLetter", dead.topic(), source);
      }
    }
  }

  private void circle(SourceDefinition reader, TargetDefinition target, Set<String> feeders) {
    graph.pipeline().sources().stream()
        .filter(source -> feeders.contains(source.name()))
        .flatMap(source -> written(source, target))
        .filter(topic ->
            topic.equals(SAME_TOPIC) || declarations.source().reads(reader.settings(), topic))
        .distinct()
        .forEach(topic ->
            circle(target.settings().at(), target.settings().path() + ".topic", topic, reader));
  }

  /** The topics that a target writes, as far as the file says which the source reads. */
  private Stream<String> written(SourceDefinition source, TargetDefinition target) {
    List<String> topics = declarations.source().topics(source.settings());
    String template = declarations.target().topic(target.settings());
    if (template == null) {
      return Stream.empty();
    }
    if (!topics.isEmpty()) {
      return topics.stream().map(topic -> template.replace(SAME_TOPIC, topic));
    }
    boolean known = template.equals(SAME_TOPIC) || !template.contains(SAME_TOPIC);
    return known ? Stream.of(template) : Stream.empty();
  }

  private void circle(Location at, String path, String topic, SourceDefinition reader) {
    problems.error(
        ProblemCode.TOPIC_CIRCLE,
        at,
        path,
        "the source \""
            + reader.name()
            + "\" reads the topic "
            + topic
            + ", which is written here: records would go in a circle",
        "Write to another topic, such as copy.{topic}");
  }
}
