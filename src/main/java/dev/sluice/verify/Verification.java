package dev.sluice.verify;

import dev.sluice.catalogue.Scanning;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Batch;
import dev.sluice.message.LogRange;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.runtime.Provenance;
import dev.sluice.runtime.Rehearsal;
import dev.sluice.runtime.Stages;
import dev.sluice.stage.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what a pipeline has read, as far as the source still holds it, runs it through the same
 * filters, and looks for the outcome in the targets. Writes nothing.
 */
public final class Verification {
  private final Graph graph;
  private final PipelineDefinition pipeline;
  private final Stages stages;
  private final long last;
  private final Map<String, Comparison> comparisons = new LinkedHashMap<>();
  private final Map<String, Set<String>> written = new HashMap<>();

  /**
   * Of one pipeline.
   *
   * @param last how many offsets of a partition, before its position
   */
  public Verification(Graph graph, Stages stages, long last) {
    this.graph = graph;
    this.pipeline = graph.pipeline();
    this.stages = stages;
    this.last = last;
  }

  /**
   * Compares.
   *
   * @return a verdict for each target
   * @throws dev.sluice.problem.StageException where a cluster or the store does not answer
   */
  public List<Verdict> run() {
    pipeline.targets().forEach(this::prepare);
    Map<Partition, Position> positions = stages.store().load().positions();
    for (Source source : stages.sources()) {
      expect(source, positions);
    }
    List<Verdict> verdicts = new ArrayList<>();
    for (TargetDefinition target : pipeline.targets()) {
      verdicts.add(verdict(target));
    }
    return verdicts;
  }

  private void prepare(TargetDefinition target) {
    Set<String> topics = new HashSet<>();
    for (Source source : stages.sources()) {
      source.topics().keySet().forEach(topic -> topics.add(Scanning.topics(target).apply(topic)));
    }
    written.put(target.name(), topics);
    try (Scanning scanning = Scanning.of(target)) {
      comparisons.put(
          target.name(), new Comparison(scanning.stamped(topics), Provenance.of(pipeline)));
    }
  }

  private void expect(Source source, Map<Partition, Position> positions) {
    Map<String, String> stagesByTopic = source.topics();
    Map<Partition, LogRange> parts = new HashMap<>();
    source
        .describe(stagesByTopic.keySet())
        .forEach((partition, log) -> {
          Position position = positions.get(partition);
          if (position != null) {
            long from = Math.max(position.first(), position.next() - last);
            parts.put(partition, log.from(from).upTo(position.next()));
          }
        });
    Rehearsal rehearsal = new Rehearsal(graph, stages);
    try (Scanning scanning = Scanning.of(sourceOf(stagesByTopic))) {
      scanning.read(
          parts,
          message -> {
            String stage =
                java.util.Objects.requireNonNull(stagesByTopic.get(message.source().topic()));
            expect(rehearsal, stage, message);
          });
    }
  }

  /** Sources of one cluster read it alike. */
  private SourceDefinition sourceOf(Map<String, String> stagesByTopic) {
    return pipeline.sources().stream()
        .filter(source -> stagesByTopic.containsValue(source.name()))
        .findFirst()
        .orElse(pipeline.sources().getFirst());
  }

  private void expect(Rehearsal rehearsal, String stage, Message message) {
    Batch one = Batch.of(message);
    Rehearsal.Outcome outcome = rehearsal.run(stage, one);
    for (TargetDefinition target : pipeline.targets()) {
      String topic = Scanning.topics(target).apply(message.source().topic());
      for (Message each : outcome.at(target.name())) {
        java.util.Objects.requireNonNull(comparisons.get(target.name())).expect(topic, each);
      }
    }
  }

  private Verdict verdict(TargetDefinition target) {
    Comparison comparison = java.util.Objects.requireNonNull(comparisons.get(target.name()));
    Set<String> topics = java.util.Objects.requireNonNull(written.get(target.name()));
    try (Scanning scanning = Scanning.of(target)) {
      Map<Partition, LogRange> logs = new HashMap<>(scanning.logs(topics));
      // what is committed may lie behind what is still open: that is waited for
      logs.replaceAll((partition, log) -> log.whole());
      scanning.read(logs, comparison::find);
    }
    return comparison.verdict(target.name());
  }
}
