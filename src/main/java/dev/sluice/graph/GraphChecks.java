package dev.sluice.graph;

import dev.sluice.definition.ConnectionDefinition;
import dev.sluice.definition.Declarations;
import dev.sluice.definition.StageDefinition;
import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can be said of stages once it is known who reads whom. */
final class GraphChecks {
  private final Graph graph;
  private final Declarations declarations;
  private final Problems problems;

  GraphChecks(Graph graph, Declarations declarations, Problems problems) {
    this.graph = graph;
    this.declarations = declarations;
    this.problems = problems;
  }

  void check() {
    filters();
    deadLetters();
    unmasked();
    sharedClusters();
    new GoneFields(graph, problems).check();
    new DeliveryChecks(graph.pipeline(), declarations, problems).check();
    new Circles(graph, declarations, problems).check();
  }

  /** A filter may look into values only if every source that reaches it decodes them. */
  private void filters() {
    Map<String, Boolean> json = new HashMap<>();
    for (StageDefinition stage : graph.order()) {
      switch (stage) {
        case SourceDefinition source ->
            json.put(source.name(), declarations.source().valueIsJson(source.settings()));
        case FilterDefinition filter -> {
          boolean all = filter.from().stream().allMatch(from -> json.getOrDefault(from, true));
          json.put(filter.name(), all);
          filter.type().check(filter.settings(), all, problems);
        }
        case TargetDefinition _ -> {}
      }
    }
  }

  /** What dies before a mask goes to the dead letters as it is. */
  private void unmasked() {
    Set<StageDefinition> before = new LinkedHashSet<>();
    for (FilterDefinition filter : graph.pipeline().filters()) {
      if (filter.type().hides(filter.settings())) {
        graph.before(filter).stream().filter(this::mayDeadLetter).forEach(before::add);
      }
    }
    for (StageDefinition stage : before) {
      problems.warning(
          ProblemCode.UNMASKED_DEAD_LETTER,
          stage.settings().at(),
          stage.settings().path(),
          "dead letters of this stage hold what a later filter masks",
          "Use stop or skip here, mask first, or let nobody else read the dead letter topic");
    }
  }

  private boolean mayDeadLetter(StageDefinition stage) {
    return switch (stage) {
      case SourceDefinition source -> declarations.source().mayDeadLetter(source.settings());
      case FilterDefinition filter -> filter.type().mayDeadLetter(filter.settings());
      case TargetDefinition target -> declarations.target().mayDeadLetter(target.settings());
    };
  }

  private void deadLetters() {
    if (graph.pipeline().deadLetter() != null) {
      return;
    }
    for (StageDefinition stage : graph.order()) {
      if (mayDeadLetter(stage)) {
        problems.error(
            ProblemCode.NO_DEAD_LETTER,
            stage.settings().at(),
            stage.settings().path(),
            "a policy here is dead_letter, but the pipeline has no dead letter topic",
            "Add deadLetter: {topic: " + graph.pipeline().name() + ".dead}");
      }
    }
  }

  /** Sources on one cluster are one consumer, and a topic belongs to one of them. */
  private void sharedClusters() {
    List<SourceDefinition> sources = graph.pipeline().sources();
    for (int i = 0; i < sources.size(); i++) {
      for (SourceDefinition earlier : sources.subList(0, i)) {
        if (sameCluster(earlier.connection(), sources.get(i).connection())) {
          compare(earlier, sources.get(i));
        }
      }
    }
  }

  private void compare(SourceDefinition earlier, SourceDefinition source) {
    if (!declarations
        .source()
        .readerTraits(earlier.settings())
        .equals(declarations.source().readerTraits(source.settings()))) {
      problems.error(
          ProblemCode.UNEQUAL_SOURCES,
          source.settings().at(),
          source.settings().path(),
          "\""
              + earlier.name()
              + "\" and \""
              + source.name()
              + "\" read one cluster with one consumer",
          "Give them equal isolation, parallelism, discovery and properties");
    }
    Set<String> taken = Set.copyOf(declarations.source().topics(earlier.settings()));
    for (String topic : declarations.source().topics(source.settings())) {
      if (taken.contains(topic)) {
        problems.error(
            ProblemCode.TOPIC_OVERLAP,
            source.settings().at(),
            source.settings().path() + ".topics",
            "the topic " + topic + " is read by \"" + earlier.name() + "\" already",
            "A topic belongs to one source of a pipeline; several filters may read that source");
      }
    }
  }

  static boolean sameCluster(ConnectionDefinition left, ConnectionDefinition right) {
    return left.name().equals(right.name());
  }
}
