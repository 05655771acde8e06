package dev.sluice.preview;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.Scanning;
import dev.sluice.catalogue.SourceLogs;
import dev.sluice.catalogue.Survey;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.LogRange;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.offsets.Destination;
import dev.sluice.stage.Source;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The records that a pipeline reads, a bounded part of each source: without a group, without a
 * commit. Its partitions are what they were when it was opened. Every call may throw {@link
 * dev.sluice.problem.StageException}.
 */
public final class LiveRecords implements AutoCloseable {
  private final Graph graph;
  private final SampleRange range;
  private final Survey survey;
  private final List<SourceLogs> found;

  /** Dials, and finds what the pipeline reads. */
  public LiveRecords(Catalogue catalogue, Graph graph, SampleRange range) {
    this.graph = graph;
    this.range = range;
    this.survey = new Survey(catalogue, graph, null);
    try {
      this.found = survey.logs();
    } catch (RuntimeException e) {
      survey.close();
      throw e;
    }
  }

  /** Hears each record, and which stage reads it. */
  public interface Sink {
    /** In the order of offsets within a partition. */
    void accept(String stage, Message message);
  }

  /** Which stage reads each partition. */
  Map<Partition, String> stages() {
    Map<Partition, String> stages = new HashMap<>();
    found.forEach(each ->
        each.logs().keySet().forEach(partition -> stages.put(partition, each.stage(partition))));
    return stages;
  }

  /**
   * Reads.
   *
   * @param except partitions that are left out
   */
  public void read(Set<Partition> except, Sink sink) {
    for (SourceLogs each : found) {
      for (SourceDefinition stage : graph.pipeline().sources()) {
        Map<Partition, LogRange> logs = new TreeMap<>(each.logs());
        logs.keySet().removeAll(except);
        logs.keySet().removeIf(partition -> !wanted(partition, stage, each));
        read(each.source(), stage, logs, sink);
      }
    }
  }

  private boolean wanted(Partition partition, SourceDefinition stage, SourceLogs of) {
    return (range.partition() == null || range.partition() == partition.index())
        && stage.name().equals(of.stage(partition));
  }

  @Override
  public void close() {
    survey.close();
  }

  private void read(
      Source source, SourceDefinition stage, Map<Partition, LogRange> logs, Sink sink) {
    if (logs.isEmpty()) {
      return;
    }
    Map<Partition, LogRange> parts = bounded(source, logs);
    try (Scanning scanning = Scanning.of(stage)) {
      scanning.read(parts, message -> sink.accept(stage.name(), message));
    }
  }

  /** Every partition gets its share; what a short one leaves goes to the others. */
  private Map<Partition, LogRange> bounded(Source source, Map<Partition, LogRange> logs) {
    Destination first = range.from();
    Destination end = range.to();
    Map<Partition, Long> from = first == null ? null : first.offsets(source, logs);
    Map<Partition, Long> to = end == null ? null : end.offsets(source, logs);
    Map<Partition, LogRange> wanted = new TreeMap<>();
    logs.forEach((partition, log) -> {
      LogRange lower = from == null ? log : log.from(from.getOrDefault(partition, log.end()));
      wanted.put(partition, to == null ? lower : lower.upTo(to.getOrDefault(partition, log.end())));
    });
    long left = range.limit();
    int open = wanted.size();
    Map<Partition, LogRange> parts = new HashMap<>();
    List<Map.Entry<Partition, LogRange>> shortFirst =
        wanted.entrySet().stream()
            .sorted(Comparator.comparingLong(each -> length(each.getValue())))
            .toList();
    for (Map.Entry<Partition, LogRange> each : shortFirst) {
      long share = Math.min(length(each.getValue()), Math.ceilDiv(left, open));
      parts.put(each.getKey(), share(each.getValue(), share));
      left -= share;
      open--;
    }
    return parts;
  }

  private LogRange share(LogRange log, long share) {
    return range.from() == null ? log.from(log.end() - share) : log.upTo(log.start() + share);
  }

  private static long length(LogRange log) {
    return Math.max(0, log.end() - log.start());
  }
}
