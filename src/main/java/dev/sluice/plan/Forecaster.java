package dev.sluice.plan;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.catalogue.Survey;
import dev.sluice.definition.PipelineDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.StageException;
import dev.sluice.stage.Source;
import dev.sluice.stages.kafka.LogFacts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks brokers and stores what a deployment would do; changes nothing in them. */
final class Forecaster {
  private final Catalogue catalogue;
  private final @Nullable Path checkpointDirectory;
  private final Instant now;

  /**
   * For one plan.
   *
   * @param checkpointDirectory wins over the definitions', or null
   */
  Forecaster(Catalogue catalogue, @Nullable Path checkpointDirectory, Instant now) {
    this.catalogue = catalogue;
    this.checkpointDirectory = checkpointDirectory;
    this.now = now;
  }

  /** What would become of a pipeline; whoever does not answer makes it unknown. */
  PipelineForecast of(Comparison comparison) {
    String unset = unset(comparison.pipeline());
    if (!unset.isEmpty()) {
      return PipelineForecast.unknown(comparison, unset);
    }
    try {
      return comparison.after() == null
          ? removed(comparison, Objects.requireNonNull(comparison.before()))
          : present(comparison, comparison.after());
    } catch (UnsetException e) {
      return PipelineForecast.unknown(comparison, e.what());
    } catch (StageException e) {
      return refuses(e)
          ? comparison.forecast(Verdict.STOPS, e.trouble().toString(), false, List.of(), List.of())
          : PipelineForecast.unknown(comparison, e.trouble().toString());
    }
  }

  /** Whether a run would refuse for the same reason, once it is connected. */
  private static boolean refuses(StageException e) {
    ProblemCode code = e.trouble().code();
    return code.kind() != ProblemCode.Kind.ENVIRONMENT
        || code == ProblemCode.MISSING_TOPIC
        || code == ProblemCode.CHECKPOINT_HELD;
  }

  /** Why a pipeline cannot be asked about; empty where it can. */
  private static String unset(PipelineDefinition pipeline) {
    Set<String> unset = pipeline.unsetToDial();
    return unset.isEmpty() ? "" : "without a value: " + String.join(", ", unset);
  }

  /** The definition that is compared with cannot be asked about. */
  private static final class UnsetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnsetException(String what) {
      super(what, null, false, false);
    }

    String what() {
      return String.valueOf(getMessage());
    }
  }

  private Survey before(Graph before) {
    String unset = unset(before.pipeline());
    if (!unset.isEmpty()) {
      throw new UnsetException("as it was it is " + unset);
    }
    return new Survey(catalogue, before, checkpointDirectory);
  }

  private PipelineForecast removed(Comparison comparison, Graph before) {
    try (Survey was = before(before)) {
      List<PartitionForecast> partitions =
          orphans(was.checkpoint(), Set.of(), was.sources(), "its position stays");
      return comparison.forecast(
          PipelineForecast.worst(partitions),
          "",
          gaps(was.facts(asked(partitions))),
          partitions,
          List.of());
    }
  }

  private PipelineForecast present(Comparison comparison, Graph after) {
    try (Survey is = new Survey(catalogue, after, checkpointDirectory)) {
      is.sources().forEach(Source::requireTopics);
      Checkpoint mine = is.checkpoint();
      is.refuse(mine);
      Graph before = comparison.before();
      boolean same = before == null || Meanings.sameStore(before.pipeline(), after.pipeline());
      boolean elsewhere =
          before != null
              && !Meanings.targets(before.pipeline()).equals(Meanings.targets(after.pipeline()));
      if (before == null || (same && !elsewhere && knowsAll(is, mine))) {
        return present(comparison, is, mine, mine, is.sources(), List.of());
      }
      try (Survey was = before(before)) {
        List<Source> sources = new ArrayList<>(is.sources());
        sources.addAll(was.sources());
        return present(
            comparison,
            is,
            mine,
            same ? mine : was.checkpoint(),
            sources,
            elsewhere ? TargetForecast.notes(was, is) : List.of());
      }
    }
  }

  /** Whether all positions lie on clusters that are read now. */
  private static boolean knowsAll(Survey is, Checkpoint mine) {
    Set<String> clusters = is.sources().stream().map(Source::cluster).collect(Collectors.toSet());
    return mine.positions().keySet().stream()
        .allMatch(partition -> clusters.contains(partition.cluster()));
  }

  /**
   * The forecast of one that is deployed.
   *
   * @param mine what its store keeps
   * @param theirs what the store of the definition keeps that it is compared with
   * @param sources of both
   * @param targets what is to be said of changed targets
   */
  private PipelineForecast present(
      Comparison comparison,
      Survey is,
      Checkpoint mine,
      Checkpoint theirs,
      List<Source> sources,
      List<String> targets) {
    StartForecast starts = new StartForecast(is, mine, theirs, now);
    List<PartitionForecast> partitions = new ArrayList<>(starts.partitions());
    Set<Partition> read =
        partitions.stream().map(PartitionForecast::partition).collect(Collectors.toSet());
    partitions.addAll(orphans(theirs, read, sources, "the definition does not read it any more"));
    Map<Partition, LogFacts> facts = is.facts(asked(partitions));
    partitions.replaceAll(each -> dated(each, facts, mine));
    List<PartitionForecast> all = new OldRecords(is, now).in(partitions);
    return comparison
        .knowing(mine.firstStartedAt() == null ? null : String.valueOf(mine.fingerprint()))
        .forecast(
            PipelineForecast.worst(all),
            "",
            gaps(facts),
            all,
            Stream.concat(targets.stream(), notes(is, mine, comparison, starts.unread()).stream())
                .toList());
  }

  /** Those whose logs are there. */
  private static List<Partition> asked(List<PartitionForecast> partitions) {
    return partitions.stream()
        .filter(each -> each.row() != null || each.skips() > 0)
        .map(PartitionForecast::partition)
        .toList();
  }

  private List<PartitionForecast> orphans(
      Checkpoint theirs, Set<Partition> read, List<Source> sources, String why) {
    Map<Partition, Position> left = new HashMap<>(theirs.positions());
    left.keySet().removeAll(read);
    Map<Partition, LogRange> logs = new HashMap<>();
    Set<String> asked = new HashSet<>();
    for (Source source : sources) {
      if (asked.add(source.cluster())) {
        logs.putAll(
            source.describe(
                left.keySet().stream()
                    .filter(each -> each.cluster().equals(source.cluster()))
                    .map(Partition::topic)
                    .collect(Collectors.toSet())));
      }
    }
    List<PartitionForecast> orphans = new ArrayList<>();
    left.forEach((partition, position) -> {
      LogRange log = logs.get(partition);
      boolean known = log != null && log.isLogOf(position);
      String fate =
          !asked.contains(partition.cluster())
              ? "its cluster " + partition.cluster() + " is not asked"
              : log == null
                  ? "the topic is not there any more"
                  : known ? why : "the topic was created again";
      Long bound = theirs.bounds() == null ? null : theirs.bounds().ends().get(partition);
      orphans.add(PartitionForecast.orphaned(partition, position, known ? log : null, bound, fate));
    });
    return orphans;
  }

  private static boolean gaps(Map<Partition, LogFacts> facts) {
    return facts.values().stream().anyMatch(LogFacts::gaps);
  }

  /** Lag in time, and when retention reaches what is unread. */
  private PartitionForecast dated(
      PartitionForecast forecast, Map<Partition, LogFacts> facts, Checkpoint mine) {
    LogFacts known = facts.get(forecast.partition());
    Position position = mine.positions().get(forecast.partition());
    if (known == null || position == null || position.timestamp() < 0 || forecast.start() == null) {
      return forecast;
    }
    if (forecast.reads() == 0) {
      return forecast.withLag(0);
    }
    PartitionForecast dated = forecast.withLag(Math.max(0, known.newest() - position.timestamp()));
    if (known.retention() == null) {
      return dated;
    }
    Instant gone = Instant.ofEpochMilli(position.timestamp()).plus(known.retention());
    return gone.isBefore(now.plus(known.retention().dividedBy(2)))
        ? dated.with("retention deletes what is unread from about " + gone + " on")
        : dated;
  }

  private static List<String> notes(
      Survey is, Checkpoint mine, Comparison comparison, long unread) {
    List<String> notes = new ArrayList<>();
    PipelineDefinition pipeline = is.pipeline();
    if (mine.firstStartedAt() == null) {
      notes.add(
          switch (pipeline.checkpoint().store()) {
            case "kafka_group" ->
                "a first start: the group has no offsets. Should there have been some, they expired or"
                    + " went with a deleted topic";
            case "memory" -> "every start is a first start with the store memory";
            default -> "a first start: the store has no position of " + pipeline.id();
          });
    }
    if (unread > 0) {
      notes.add("a start at the end leaves " + unread + " records unread that are there now");
    }
    if (mine.firstStartedAt() != null
        && comparison.before() == null
        && !pipeline.fingerprint().equals(mine.fingerprint())) {
      notes.add("the definition's meaning is not the one of the last start");
    }
    return notes;
  }
}
