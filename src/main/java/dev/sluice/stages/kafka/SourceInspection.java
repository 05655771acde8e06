package dev.sluice.stages.kafka;

import static dev.sluice.problem.Printable.counted;

import com.google.re2j.Pattern;
import dev.sluice.check.Outcome;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.ClusterAccess.Topic;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.Right;
import dev.sluice.message.LogRange;
import dev.sluice.message.OpenTransaction;
import dev.sluice.message.Partition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import dev.sluice.schema.Nearest;
import dev.sluice.schema.Settings;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.NotJsonException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** The items of the connection test that are about one source stage; {@link #topics} first. */
public final class SourceInspection {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int SHOWN = 5;

  /** Most transactions are over by then. */
  private static final Duration HELD = Duration.ofSeconds(10);

  private static final Duration AGAIN = Duration.ofSeconds(2);

  /** Where the last offsets are markers of transactions, records lie before them. */
  private static final int LAST = 10;

  private final KafkaSourceType type = new KafkaSourceType();
  private final KafkaCluster cluster;
  private final ClusterAccess access;
  private final Settings settings;
  private final String group;
  private final boolean fromBeginning;
  private volatile Map<String, Topic.There> matched = Map.of();
  private volatile Map<String, Instant> oldest = Map.of();

  /**
   * Of one source.
   *
   * @param group that the pipeline reads with
   * @param fromBeginning whether its first start reads what is there already
   */
  public SourceInspection(
      KafkaCluster cluster, Settings settings, String group, boolean fromBeginning) {
    this.fromBeginning = fromBeginning;
    this.cluster = cluster;
    this.access = new ClusterAccess(cluster);
    this.settings = settings;
    this.group = group;
  }

  /** The rights that reading some topics with a group needs. */
  public static List<Right> rights(Collection<String> topics, String group) {
    List<Right> rights = new ArrayList<>();
    topics.forEach(topic -> rights.add(Right.onTopic(topic, AclOperation.READ, "the source")));
    rights.add(Right.onGroup(group, AclOperation.READ, "joining the group, and showing the lag"));
    return rights;
  }

  /** The topics that are read now; once they were looked for, and read. */
  public Map<String, SourceTopic> matched() {
    Map<String, SourceTopic> topics = new HashMap<>();
    matched.forEach((name, topic) ->
        topics.put(
            name, new SourceTopic(topic.description().partitions().size(), oldest.get(name))));
    return topics;
  }

  /** The topics are there, or the expression matches some. */
  public Outcome topics() {
    Set<String> there = cluster.topics();
    Set<String> found = type.matching(settings, there);
    Map<String, Topic.There> seen = new TreeMap<>();
    access
        .topics(found)
        .forEach((name, topic) -> {
          if (topic instanceof Topic.There visible) {
            seen.put(name, visible);
          }
        });
    matched = Map.copyOf(seen); // at once: whoever was told that this is late may read it
    Pattern expression = settings.find(KafkaSourceType.TOPIC_EXPRESSION);
    if (expression != null) {
      return found.isEmpty()
          ? missing("no topic matches " + expression.pattern() + " on " + cluster.connection(), "")
          : new Outcome.Pass(expression.pattern() + " matches " + names(found));
    }
    List<String> unseen =
        type.topics(settings).stream().filter(topic -> !found.contains(topic)).toList();
    return unseen.isEmpty() ? new Outcome.Pass(names(found)) : unseen(unseen, there);
  }

  private Outcome unseen(List<String> unseen, Set<String> there) {
    List<String> denied = new ArrayList<>();
    access
        .topics(unseen)
        .forEach((name, topic) -> {
          if (topic instanceof Topic.Denied) {
            denied.add(name);
          }
        });
    if (!denied.isEmpty()) {
      return refused(rights(denied, group).subList(0, denied.size()));
    }
    String first = unseen.getFirst();
    return missing(
        "there is no topic " + String.join(", ", unseen) + " on " + cluster.connection(),
        there.isEmpty() ? "" : Nearest.question(first, there));
  }

  private Outcome missing(String what, String question) {
    boolean allowed = settings.get(KafkaSourceType.ALLOW_EMPTY);
    Trouble trouble =
        new Trouble(
            ProblemCode.MISSING_TOPIC,
            what,
            (question.isEmpty() ? "" : question + " ")
                + (allowed
                    ? "The pipeline waits for it (allowEmpty)"
                    : "Create it, grant this user the right to read it, or set allowEmpty: true"));
    return allowed ? new Outcome.Warn(trouble) : new Outcome.Fail(trouble, false);
  }

  private Outcome refused(List<Right> missing) {
    return new Outcome.Fail(Right.refusal(cluster.connection(), missing), false);
  }

  /** They can be read: the rights are there, offsets are listed, one record is fetched. */
  public Outcome read() {
    List<Right> missing = new ArrayList<>();
    Map<String, Topic.There> seen = matched;
    for (Right right : rights(seen.keySet(), group)) {
      boolean granted =
          switch (right.resource()) {
            case GROUP -> access.mayReadWith(group);
            default -> {
              Topic.There topic = seen.get(right.name());
              yield topic != null && topic.allows(right.operation());
            }
          };
      if (!granted) {
        missing.add(right);
      }
    }
    if (!missing.isEmpty()) {
      return refused(missing);
    }
    Map<Partition, LogRange> logs =
        cluster.logs(seen.keySet(), KafkaSourceType.isolationLevel(settings));
    long offsets = logs.values().stream().mapToLong(log -> log.end() - log.start()).sum();
    String what =
        String.join(
            ", ",
            counted(seen.size(), "topic"),
            counted(logs.size(), "partition"),
            counted(offsets, "offset"));
    if (fromBeginning) {
      oldest = oldest(logs);
    }
    Trouble held = held(logs);
    return held == null ? fetch(logs, what) : new Outcome.Warn(held);
  }

  private Map<String, Instant> oldest(Map<Partition, LogRange> logs) {
    Map<String, Instant> found = new HashMap<>();
    cluster
        .oldestTimestamps(
            logs.entrySet().stream()
                .filter(log -> log.getValue().end() > log.getValue().start())
                .map(log -> KafkaCluster.kafkas(log.getKey()))
                .toList())
        .forEach((partition, timestamp) ->
            found.merge(
                partition.topic(),
                Instant.ofEpochMilli(timestamp),
                (one, other) -> one.isBefore(other) ? one : other));
    return found;
  }

  /** What waits behind a transaction that nobody has written in for a while; null where nothing. */
  private @Nullable Trouble held(Map<Partition, LogRange> logs) {
    Map<Partition, LogRange> open = new TreeMap<>(logs);
    open.values().removeIf(log -> log.highWatermark() <= log.end());
    if (open.isEmpty()) {
      return null;
    }
    Instant longAgo = Instant.now().minus(HELD);
    try {
      Map<Partition, OpenTransaction> old = new TreeMap<>(cluster.openTransactions(open.keySet()));
      old.values().removeIf(each -> each.lastRecord().isAfter(longAgo));
      if (old.isEmpty()) {
        return null;
      }
      Thread.sleep(AGAIN); // a copy of old records is no old transaction
      old.entrySet().retainAll(cluster.openTransactions(old.keySet()).entrySet());
      return old.entrySet().stream()
          .map(each -> held(each.getKey(), each.getValue(), open))
          .findFirst()
          .orElse(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (StageException e) {
      return null; // who may not ask for producers is not told of them
    }
  }

  private static Trouble held(
      Partition partition, OpenTransaction transaction, Map<Partition, LogRange> logs) {
    LogRange log = Objects.requireNonNull(logs.get(partition));
    return new Trouble(
        ProblemCode.HELD_READING,
        transaction.describe(partition, log.highWatermark() - log.end()),
        transaction.ending(partition));
  }

  private Outcome fetch(Map<Partition, LogRange> logs, String what) {
    Map<Partition, LogRange> one =
        logs.entrySet().stream()
            .filter(log -> log.getValue().end() > log.getValue().start())
            .limit(1)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    new LogScan(cluster, KafkaSourceType.isolationLevel(settings))
        .newest(one, each -> LAST, PATIENCE, records::add);
    if (records.isEmpty()) {
      return one.isEmpty()
          ? new Outcome.Pass(what + "; nothing to fetch")
          : new Outcome.Pass(what + "; no record among the last " + LAST + " offsets");
    }
    ConsumerRecord<byte[], byte[]> newest = records.getLast();
    String place = newest.topic() + "-" + newest.partition() + "@" + newest.offset();
    if (newest.value() != null && type.valueIsJson(settings)) {
      try {
        var _ = JsonObjects.decode(newest.value());
      } catch (NotJsonException e) {
        return new Outcome.Warn(
            new Trouble(
                ProblemCode.NOT_JSON,
                what + "; the value of " + place + " is not one JSON object: " + e.reason(),
                "Set nonJson: skip or dead_letter, or format: raw to copy values unread"));
      }
    }
    return new Outcome.Pass(what + "; fetched " + place);
  }

  private static String names(Set<String> topics) {
    return counted(topics.size(), "topic")
        + ": "
        + topics.stream().limit(SHOWN).collect(Collectors.joining(", "))
        + (topics.size() > SHOWN ? ", ..." : "");
  }
}
