package dev.sluice.plan;

import dev.sluice.catalogue.SourceLogs;
import dev.sluice.catalogue.Survey;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.stage.Source;
import dev.sluice.sync.Missing;
import dev.sluice.sync.Rules;
import dev.sluice.sync.Start;
import dev.sluice.sync.StartTable;
import dev.sluice.sync.SyncMode;
import dev.sluice.sync.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where a run would begin in each partition, by the same start table as the run's. */
final class StartForecast {
  private final Survey survey;
  private final Checkpoint theirs;
  private final Instant now;
  private final List<PartitionForecast> partitions = new ArrayList<>();
  private long unread;

  /**
   * Asks.
   *
   * @param mine what the pipeline's store keeps
   * @param theirs what the store of the definition keeps that it is compared with
   */
  StartForecast(Survey survey, Checkpoint mine, Checkpoint theirs, Instant now) {
    this.survey = survey;
    this.theirs = theirs;
    this.now = now;
    List<SourceLogs> found = survey.logs();
    Map<Partition, LogRange> logs = new HashMap<>();
    found.forEach(each -> logs.putAll(each.logs()));
    Checkpoint established = established(mine, logs);
    found.forEach(each -> forecast(each, established));
  }

  List<PartitionForecast> partitions() {
    return partitions;
  }

  /** How many offsets that are there now a first start at the end leaves unread. */
  long unread() {
    return unread;
  }

  /** The bounds as the run would have them; nothing is pinned. */
  private Checkpoint established(Checkpoint mine, Map<Partition, LogRange> logs) {
    if (!survey.pipeline().sync().bounded()) {
      return mine.withBounds(null);
    }
    Bounds unfinished = mine.bounds();
    Map<Partition, Long> ends = new HashMap<>();
    if (unfinished != null) {
      logs.forEach((partition, log) -> {
        Long bound = unfinished.ends().get(partition);
        if (bound != null) {
          ends.put(partition, Math.min(bound, log.end()));
        }
      });
    }
    if (ends.isEmpty()) {
      // without any that is still read the run captures new ones
      logs.forEach((partition, log) -> ends.put(partition, log.end()));
      return mine.withBounds(new Bounds(now, ends));
    }
    return mine.withBounds(new Bounds(unfinished == null ? now : unfinished.capturedAt(), ends));
  }

  private void forecast(SourceLogs found, Checkpoint checkpoint) {
    Set<String> clusters =
        survey.sources().stream().map(Source::cluster).collect(Collectors.toSet());
    Told told = checkpoint.firstStartedAt() == null ? found.source().told() : Told.NOTHING;
    Map<Partition, Position> held = StartTable.held(checkpoint, found.logs());
    Set<Partition> other = found.source().notAsRead(held);
    new TreeMap<>(found.logs())
        .forEach((partition, log) -> {
          String stage = found.stage(partition);
          StartTable table = new StartTable(survey.rules(stage), checkpoint, clusters, told);
          Long cut =
              other.contains(partition)
                  ? Long.valueOf(Objects.requireNonNull(held.get(partition)).next() - 1)
                  : null;
          Start start = table.decide(partition, log, cut);
          partitions.add(forecast(found.source(), stage, partition, log, checkpoint, start));
        });
  }

  private PartitionForecast forecast(
      Source source,
      String stage,
      Partition partition,
      LogRange log,
      Checkpoint checkpoint,
      Start start) {
    Position delivered = theirs.positions().get(partition);
    String note = "";
    if (delivered != null && !log.isLogOf(delivered)) {
      note = "position " + delivered.next() + " of the topic that was deleted";
      delivered = null;
    }
    if (delivered == null && start.row() == 4) {
      note = "newly matches";
    }
    Bounds bounds = checkpoint.bounds();
    Long bound = bounds == null ? null : bounds.ends().get(partition);
    long end = bound == null ? log.end() : bound;
    PartitionForecast forecast =
        switch (start) {
          case Start.At at -> {
            boolean latest = atTheEnd(at, stage);
            if (delivered == null && latest) {
              unread += at.position().next() - log.start();
            }
            yield PartitionForecast.starting(stage, partition, at, delivered, log, end, latest);
          }
          case Start.AtTime at -> {
            Start.At asked = asked(source, partition, at);
            if (delivered == null) {
              unread += Math.max(0, asked.position().next() - log.start());
            }
            yield PartitionForecast.starting(stage, partition, asked, delivered, log, end, false);
          }
          case Start.Stop stop ->
              PartitionForecast.stopping(stage, partition, stop, delivered, log, end);
          case Start.Wait waiting ->
              PartitionForecast.waiting(stage, partition, waiting.row(), end);
        };
    return note.isEmpty() ? forecast : forecast.with(note);
  }

  /** A start at the end is one at the end as it will be then. */
  private boolean atTheEnd(Start.At at, String stage) {
    if (survey.pipeline().sync().bounded()) {
      return false;
    }
    Rules rules = survey.rules(stage);
    return switch (at.row()) {
      case 3 -> rules.outOfRange() == Missing.LATEST;
      case 5 -> survey.pipeline().sync() == SyncMode.INCREMENTAL;
      case 6 -> true;
      default -> false;
    };
  }

  private static Start.At asked(Source source, Partition partition, Start.AtTime at) {
    Long offset = source.offsetsAt(Set.of(partition), at.moment()).get(partition);
    return new Start.At(
        at.row(),
        offset == null ? at.fallback() : Position.starting(offset, at.fallback().topicId()),
        "startAt " + at.moment());
  }
}
