package dev.sluice.stages.kafka;

import dev.sluice.check.Outcome;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.ClusterAccess.Topic;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.Right;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.schema.Settings;
import dev.sluice.stages.kafka.KafkaTargetType.Acks;
import dev.sluice.stages.kafka.KafkaTargetType.CreateTopic;
import dev.sluice.stages.kafka.KafkaTargetType.Partitioning;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** The item of the connection test that is about one target stage. */
public final class TargetInspection {
  private static final int SHOWN = 5;
  private static final int PROBE_MEMORY = 1 << 20;

  private final KafkaCluster cluster;
  private final ClusterAccess access;
  private final Settings settings;
  private final boolean probeWrite;
  private final List<Trouble> failures = new ArrayList<>();
  private final List<Trouble> warnings = new ArrayList<>();

  /**
   * Of one target, for one use.
   *
   * @param probeWrite whether a record may be written to each topic
   */
  public TargetInspection(KafkaCluster cluster, Settings settings, boolean probeWrite) {
    this.cluster = cluster;
    this.access = new ClusterAccess(cluster);
    this.settings = settings;
    this.probeWrite = probeWrite;
  }

  /**
   * The rights that writing to some topics needs.
   *
   * @param create whether they are to be created
   */
  public static List<Right> rights(Collection<String> topics, boolean create) {
    List<Right> rights = new ArrayList<>();
    for (String topic : topics) {
      rights.add(Right.onTopic(topic, AclOperation.WRITE, "the target"));
      if (create) {
        rights.add(Right.onTopic(topic, AclOperation.CREATE, "createTopic"));
      }
    }
    return rights;
  }

  /**
   * Everything about the topics that it writes.
   *
   * @param sources the topics whose records come here
   */
  public Outcome write(Map<String, SourceTopic> sources) {
    Map<String, List<String>> targets = targets(sources.keySet());
    if (targets.isEmpty()) {
      return new Outcome.Skipped("which topics it writes is not known: no topic of a source is");
    }
    List<String> missing = new ArrayList<>();
    Map<String, TopicDescription> writable = new TreeMap<>();
    access
        .topics(targets.keySet())
        .forEach((name, topic) -> {
          switch (topic) {
            case Topic.There there when there.allows(AclOperation.WRITE) ->
                writable.put(name, there.description());
            case Topic.There _ -> refused(rights(List.of(name), false));
            case Topic.Denied _ -> refused(rights(List.of(name), creates()));
            case Topic.Missing _ -> missing.add(name);
          }
        });
    creatable(missing);
    writable.forEach((name, description) ->
        partitions(name, description, targets.getOrDefault(name, List.of()), sources));
    configured(writable);
    retained(targets, missing, writable.keySet(), sources);
    if (probeWrite && failures.isEmpty()) {
      writable.keySet().forEach(this::probe);
    }
    if (!failures.isEmpty()) {
      return new Outcome.Fail(joined(failures), false);
    }
    return warnings.isEmpty()
        ? new Outcome.Pass(
            targets.keySet().stream().limit(SHOWN).collect(Collectors.joining(", "))
                + (targets.size() > SHOWN ? ", ..." : "")
                + (probeWrite ? "; a record {} was written to each" : ""))
        : new Outcome.Warn(joined(warnings));
  }

  /**
   * The topics that it writes, each with those whose records go there; a literal one in any case.
   */
  private Map<String, List<String>> targets(Collection<String> sources) {
    Map<String, List<String>> targets = new TreeMap<>();
    UnaryOperator<String> topicOf = KafkaTargetType.topics(settings);
    for (String topic : sources) {
      targets.computeIfAbsent(topicOf.apply(topic), each -> new ArrayList<>()).add(topic);
    }
    String literal = topicOf.apply("");
    if (targets.isEmpty() && literal.equals(topicOf.apply("x"))) {
      targets.put(literal, List.of());
    }
    return targets;
  }

  private boolean creates() {
    return settings.get(KafkaTargetType.CREATE_TOPIC).isPresent();
  }

  private static Trouble joined(List<Trouble> troubles) {
    return new Trouble(
        troubles.getFirst().code(),
        troubles.stream()
                .map(Trouble::message)
                .distinct()
                .limit(SHOWN)
                .collect(Collectors.joining("; "))
            + (troubles.size() > SHOWN ? "; and " + (troubles.size() - SHOWN) + " more" : ""),
        troubles.getFirst().hint());
  }

  private void refused(List<Right> missing) {
    failures.add(Right.refusal(cluster.connection(), missing));
  }

  private void creatable(List<String> missing) {
    CreateTopic wanted = settings.get(KafkaTargetType.CREATE_TOPIC).orElse(null);
    if (wanted == null || missing.isEmpty()) {
      missing.forEach(
          name -> failures.add(TargetTopics.missing(name, cluster.connection()).trouble()));
      return;
    }
    List<NewTopic> topics = missing.stream().map(wanted::topic).toList();
    cluster
        .tryCreating(topics)
        .forEach((name, refusal) -> {
          if (refusal.trouble().code() == ProblemCode.AUTHORISATION) {
            refused(rights(List.of(name), true).subList(1, 2));
          } else {
            failures.add(refusal.trouble());
          }
        });
  }

  private void partitions(
      String name,
      TopicDescription description,
      List<String> from,
      Map<String, SourceTopic> sources) {
    if (settings.get(KafkaTargetType.PARTITION) != Partitioning.SAME) {
      return;
    }
    int there = description.partitions().size();
    for (String source : from) {
      int here = sources.getOrDefault(source, new SourceTopic(0, null)).partitions();
      if (here != there) {
        failures.add(
            TargetTopics.unequal(source, here, name, there, cluster.connection()).trouble());
      }
    }
  }

  /** A copy that has not begun, into topics that would not keep its oldest records. */
  private void retained(
      Map<String, List<String>> targets,
      Collection<String> missing,
      Collection<String> there,
      Map<String, SourceTopic> sources) {
    Set<String> fresh = new TreeSet<>(missing);
    fresh.addAll(empty(there));
    Instant now = Instant.now();
    new TargetRetention(cluster, settings)
        .of(fresh)
        .forEach((name, retention) ->
            targets.getOrDefault(name, List.of()).stream()
                .filter(source -> isOlder(sources.get(source), now.minus(retention)))
                .forEach(source ->
                    warnings.add(
                        weak(
                            name
                                + " keeps records for "
                                + TargetRetention.words(retention)
                                + " by their timestamps, and the oldest of "
                                + source
                                + " is of "
                                + Objects.requireNonNull(sources.get(source)).oldest()
                                + ": the brokers delete such records soon after they are written",
                            TargetRetention.mend(name)))));
  }

  private static boolean isOlder(@Nullable SourceTopic source, Instant bound) {
    return source != null && source.oldest() != null && source.oldest().isBefore(bound);
  }

  private Set<String> empty(Collection<String> topics) {
    try {
      Map<String, Boolean> used = new HashMap<>();
      cluster
          .logs(topics, IsolationLevel.READ_UNCOMMITTED)
          .forEach((partition, log) ->
              used.merge(partition.topic(), log.highWatermark() > 0, Boolean::logicalOr));
      used.values().removeIf(each -> each);
      return used.keySet();
    } catch (FatalException e) {
      return Set.of(); // to see offsets is not among the least rights
    }
  }

  private void configured(Map<String, TopicDescription> topics) {
    Map<String, Config> configs;
    try {
      configs = cluster.topicConfigs(topics.keySet());
    } catch (FatalException e) {
      warnings.add(
          weak(
              "the configuration of "
                  + topics.keySet().stream().limit(SHOWN).collect(Collectors.joining(", "))
                  + " cannot be seen, so acks cannot be compared with it",
              "Grant DESCRIBE_CONFIGS on the topic, or accept this"));
      return;
    }
    topics.forEach((name, description) -> {
      Config config = configs.get(name);
      if (config != null) {
        configured(name, description, config);
      }
    });
  }

  private void configured(String name, TopicDescription description, Config config) {
    int replicas =
        description.partitions().stream().mapToInt(info -> info.replicas().size()).min().orElse(1);
    int inSync = Integer.parseInt(value(config, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1"));
    acknowledged(name, replicas, inSync);
    if (value(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "").equals("LogAppendTime")) {
      warnings.add(
          weak(
              name
                  + " has message.timestamp.type=LogAppendTime: the brokers replace the timestamps",
              "Set it to CreateTime to keep the source's"));
    }
  }

  /** {@code acks=all} waits for those in sync; how many must be is the topic's word. */
  private void acknowledged(String name, int replicas, int inSync) {
    Acks acks = settings.get(KafkaTargetType.ACKS);
    int wanted =
        switch (acks) {
          case MOST_ISR -> replicas / 2 + 1;
          case ALL_ISR -> replicas;
          case LEADER, NONE -> 0;
        };
    if (wanted > 0 && inSync > replicas) {
      failures.add(
          weak(
              name
                  + " has min.insync.replicas="
                  + inSync
                  + " and "
                  + replicas
                  + " replicas: no record can be acknowledged",
              "Lower min.insync.replicas, or add replicas"));
    } else if (inSync < wanted) {
      warnings.add(
          weak(
              name
                  + " has min.insync.replicas="
                  + inSync
                  + " of "
                  + replicas
                  + " replicas, and acks: "
                  + acks.name().toLowerCase(Locale.ROOT)
                  + " means "
                  + wanted
                  + ": the brokers do not enforce it",
              "Set min.insync.replicas=" + wanted + " on the topic"));
    }
  }

  private static Trouble weak(String message, String hint) {
    return new Trouble(ProblemCode.WEAK_TARGET, message, hint);
  }

  private static String value(Config config, String name, String otherwise) {
    var entry = config.get(name);
    return entry == null || entry.value() == null ? otherwise : entry.value();
  }

  /** One record {@code {}} with a header that says what it is. */
  private void probe(String topic) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, new byte[] {'{', '}'});
    record.headers().add("sluice.probe", "connection test".getBytes(StandardCharsets.UTF_8));
    KafkaProducers producers = new KafkaProducers(cluster, settings, PROBE_MEMORY, "sluice-check");
    try (Producer<byte[], byte[]> producer = producers.open(producers.sizes(Integer.MAX_VALUE))) {
      var _ = producer.send(record).get();
      producer.close(Duration.ZERO);
    } catch (ExecutionException | KafkaException e) {
      switch (cluster.errors().translate("writing to " + topic, e)) {
        case FatalException fatal -> failures.add(fatal.trouble());
        case RetryableException passing -> throw passing;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
