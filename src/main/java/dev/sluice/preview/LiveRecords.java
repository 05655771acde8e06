package dev.sluice.preview;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.Scanning;
import dev.sluice.catalogue.Survey;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.LogRange;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.offsets.Destination;
import dev.sluice.stage.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The records that pipelines read, a bounded part of each source: without a group, without a
 * commit. Every call may throw {@link dev.sluice.problem.StageException}.
 */
public final class LiveRecords {
  private final Catalogue catalogue;
  private final SampleRange range;
  private final Set<Partition> taken = new HashSet<>();

  /** Within a range. */
  public LiveRecords(Catalogue catalogue, SampleRange range) {
    this.catalogue = catalogue;
    this.range = range;
  }

  /** Hears each record, and which stage reads it. */
  public interface Sink {
    /** In the order of offsets within a partition. */
    void accept(String stage, Message message);
  }

  /** Finds what a pipeline reads, and reads of it what was not read before. */
  public void read(Graph graph, Sink sink) {
    try (Survey survey = new Survey(catalogue, graph, null)) {
      for (Source source : survey.sources()) {
        Map<String, String> stages = source.topics();
        Map<Partition, LogRange> logs = new TreeMap<>(source.describe(stages.keySet()));
        for (SourceDefinition stage : graph.pipeline().sources()) {
          read(source, stage, of(stage, stages, logs), sink);
        }
      }
    }
  }

  /** Which stage reads each partition that a pipeline finds. */
  static Map<Partition, String> stages(Catalogue catalogue, Graph graph) {
    Map<Partition, String> found = new HashMap<>();
    try (Survey survey = new Survey(catalogue, graph, null)) {
      for (Source source : survey.sources()) {
        Map<String, String> stages = source.topics();
        source
            .describe(stages.keySet())
            .keySet()
            .forEach(each ->
                found.put(each, java.util.Objects.requireNonNull(stages.get(each.topic()))));
      }
    }
    return found;
  }

  private Map<Partition, LogRange> of(
      SourceDefinition stage, Map<String, String> stages, Map<Partition, LogRange> logs) {
    Map<Partition, LogRange> of = new TreeMap<>();
    logs.forEach((partition, log) -> {
      boolean wanted = range.partition() == null || range.partition() == partition.index();
      if (wanted && stage.name().equals(stages.get(partition.topic())) && taken.add(partition)) {
        of.put(partition, log);
      }
    });
    return of;
  }

  private void read(
      Source source, SourceDefinition stage, Map<Partition, LogRange> logs, Sink sink) {
    if (logs.isEmpty()) {
      return;
    }
    Map<Partition, LogRange> parts = bounded(source, logs);
    try (Scanning scanning = Scanning.of(stage)) {
      Consumer<Message> told = message -> sink.accept(stage.name(), message);
      scanning.read(parts, told);
    }
  }

  /** Every partition gets its share; what a short one leaves goes to the others. */
  private Map<Partition, LogRange> bounded(Source source, Map<Partition, LogRange> logs) {
    Map<Partition, Long> from = offsets(source, logs, range.from());
    Map<Partition, Long> to = offsets(source, logs, range.to());
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
            .sorted(java.util.Comparator.comparingLong(each -> length(each.getValue())))
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

  private static @Nullable Map<Partition, Long> offsets(
      Source source, Map<Partition, LogRange> logs, @Nullable Destination destination) {
    return switch (destination) {
      case null -> null;
      case Destination.Earliest _ -> all(logs, LogRange::start);
      case Destination.Latest _ -> all(logs, LogRange::end);
      case Destination.Offset offset -> all(logs, log -> offset.offset());
      case Destination.At at -> source.offsetsAt(logs.keySet(), at.moment());
    };
  }

  private static Map<Partition, Long> all(
      Map<Partition, LogRange> logs, java.util.function.Function<LogRange, Long> offset) {
    return logs.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> offset.apply(each.getValue())));
  }
}
