package dev.sluice.stages.kafka;

import com.google.re2j.Pattern;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.ClusterLooks;
import dev.sluice.kafka.CommitMetadata;
import dev.sluice.kafka.GroupSeat;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaErrors;
import dev.sluice.kafka.Slots;
import dev.sluice.message.LogRange;
import dev.sluice.message.OpenTransaction;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Mirror;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Source;
import dev.sluice.sync.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** The source stages that share one Kafka cluster, and so one consumer a lane. */
public final class KafkaSource implements Source {
  private final KafkaCluster cluster;
  private final Map<String, Settings> stages;
  private final Config config;
  private final KafkaSourceType type = new KafkaSourceType();

  /**
   * What its readers are made with.
   *
   * @param group the consumer group
   * @param keeping how positions are kept, in a word: members call themselves by it
   * @param part what it is to the group
   * @param classic whether the group must be of the classic protocol: with the newer one a client
   *     that was thrown out commits as nobody, which a group without members takes
   * @param slots what partitions are divided by among the members; empty for Kafka's own way
   * @param lanes among how many readers of this process partitions are then divided
   * @param memory bytes that a reader may hold
   * @param mirror how positions are told
   * @param written what the pipeline writes on this cluster
   * @param warn hears what is worth a warning
   */
  public record Config(
      String group,
      String keeping,
      Part part,
      boolean classic,
      Optional<Slots> slots,
      int lanes,
      long memory,
      Mirror mirror,
      List<Written> written,
      Consumer<String> warn) {
    /** Whether partitions are assigned without joining the group. */
    boolean alone() {
      return part != Part.MEMBER;
    }
  }

  /** What a source is to its group. */
  public enum Part {
    /** One of its members. */
    MEMBER,
    /** The only one that reads: there must be no member. */
    SOLE,
    /** It reads, and counts for nothing: whoever else reads is not its business. */
    ONLOOKER
  }

  /**
   * Of one cluster.
   *
   * @param cluster is closed by whoever made it
   * @param stages settings by the stage's name; equal in what makes a reader
   */
  public KafkaSource(KafkaCluster cluster, Map<String, Settings> stages, Config config) {
    this.cluster = cluster;
    this.stages = Map.copyOf(stages);
    this.config = config;
  }

  /** What errors of its consumers mean. */
  public KafkaErrors errors() {
    return cluster.errors();
  }

  @Override
  public String cluster() {
    return cluster.id();
  }

  @Override
  public Map<String, String> topics() {
    return matched(ClusterLooks.of(cluster).topics());
  }

  @Override
  public Map<String, String> discovered() {
    return matched(ClusterLooks.of(cluster).topics(discovery().dividedBy(10)));
  }

  private Map<String, String> matched(Set<String> there) {
    Map<String, String> matched = new HashMap<>();
    stages.forEach((stage, settings) -> match(stage, settings, there, matched));
    config.written().forEach(each -> each.refuseCircle(matched));
    return matched;
  }

  private void match(
      String stage, Settings settings, Set<String> there, Map<String, String> matched) {
    for (String topic : type.matching(settings, there)) {
      String other = matched.putIfAbsent(topic, stage);
      if (other != null && !other.equals(stage)) {
        throw new FatalException(
            ProblemCode.TOPIC_OVERLAP,
            "the sources \"" + other + "\" and \"" + stage + "\" both want the topic " + topic,
            "A topic belongs to one source of a pipeline: narrow one of them");
      }
    }
  }

  @Override
  public void requireTopics() {
    Set<String> there = ClusterLooks.of(cluster).topics();
    stages.forEach((stage, settings) -> {
      if (!settings.get(KafkaSourceType.ALLOW_EMPTY)) {
        require(stage, settings, there);
      }
    });
  }

  private void require(String stage, Settings settings, Set<String> there) {
    Pattern expression = settings.find(KafkaSourceType.TOPIC_EXPRESSION);
    Set<String> found = type.matching(settings, there);
    List<String> missing =
        expression != null
            ? (found.isEmpty() ? List.of(expression.pattern()) : List.of())
            : type.topics(settings).stream().filter(topic -> !found.contains(topic)).toList();
    if (!missing.isEmpty()) {
      throw new FatalException(
          ProblemCode.MISSING_TOPIC,
          "the source \""
              + stage
              + "\" finds "
              + (expression != null ? "no topic that matches " : "no topic ")
              + String.join(", ", missing)
              + " on "
              + cluster.connection(),
          "Create it, grant this user the right to describe it, or set allowEmpty: true");
    }
  }

  @Override
  public void refuseOtherMembers() {
    if (config.part() == Part.ONLOOKER) {
      return;
    }
    List<String> others = otherMembers();
    if (!others.isEmpty()) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_HELD,
          "the group "
              + config.group()
              + " has members that keep its positions in another way than this runner ("
              + config.keeping()
              + "): "
              + String.join(", ", others),
          "Stop them first: a changed store or delivery is not shared with runners of the old one");
    }
  }

  private List<String> otherMembers() {
    return new ClusterAccess(cluster)
        .clientIds(config.group()).stream()
            .filter(member -> config.alone() || !member.endsWith(config.keeping()))
            .toList();
  }

  @Override
  public List<String> foreignMembers() {
    return config.part() == Part.MEMBER ? otherMembers() : List.of();
  }

  @Override
  public Map<Partition, LogRange> describe(Collection<String> topics) {
    return cluster.logs(topics, isolation());
  }

  @Override
  public Map<Partition, LogRange> glance(Collection<String> topics, Duration age) {
    return ClusterLooks.of(cluster).logs(topics, isolation(), age);
  }

  @Override
  public Map<String, String> topicIds(Collection<String> topics) {
    Map<String, String> ids = new HashMap<>();
    cluster
        .describe(topics)
        .forEach((name, description) -> {
          String id = KafkaCluster.topicId(description);
          if (id != null) {
            ids.put(name, id);
          }
        });
    return ids;
  }

  @Override
  public Map<String, Duration> retention(Collection<String> topics) {
    Map<String, Duration> kept = new HashMap<>();
    cluster
        .topicConfigs(topics)
        .forEach((topic, config) -> {
          ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
          ConfigEntry retention = config.get(TopicConfig.RETENTION_MS_CONFIG);
          if (policy != null && retention != null && policy.value().contains("delete")) {
            long milliseconds = Long.parseLong(retention.value());
            if (milliseconds >= 0) {
              kept.put(topic, Duration.ofMillis(milliseconds));
            }
          }
        });
    return kept;
  }

  @Override
  public Map<Partition, OpenTransaction> openTransactions(Collection<Partition> partitions) {
    return cluster.openTransactions(partitions);
  }

  @Override
  public Map<Partition, Long> offsetsAt(Collection<Partition> partitions, Instant moment) {
    return cluster.offsetsAt(partitions, moment, isolation());
  }

  @Override
  public @Nullable String mirrorOwner(Set<Partition> partitions) {
    return cluster.committed(config.group()).entrySet().stream()
        .filter(entry -> partitions.contains(cluster.ours(entry.getKey())))
        .map(Map.Entry::getValue)
        .filter(Objects::nonNull)
        .map(OffsetAndMetadata::metadata)
        .filter(CommitMetadata::isIdentity)
        .findFirst()
        .orElse(null);
  }

  @Override
  public Map<Partition, Long> committed(String group) {
    Map<Partition, Long> committed = new HashMap<>();
    cluster
        .committed(group)
        .forEach((partition, offset) -> {
          if (offset != null) {
            committed.put(cluster.ours(partition), offset.offset());
          }
        });
    return committed;
  }

  @Override
  public Set<Partition> notAsRead(Map<Partition, Position> positions) {
    return new LastRead(cluster, isolation()).others(positions);
  }

  @Override
  public Told told() {
    return config.mirror().enabled()
        ? new Told(config.group(), committed(config.group()))
        : Told.NOTHING;
  }

  @Override
  public void forgetTold(Set<Partition> partitions) {
    cluster.forget(
        config.group(), partitions.stream().map(KafkaCluster::kafkas).collect(Collectors.toSet()));
  }

  @Override
  public void takeOver(Map<Partition, Position> positions, String identity) {
    Map<TopicPartition, OffsetAndMetadata> told = new HashMap<>();
    positions.forEach((partition, position) -> {
      if (partition.cluster().equals(cluster())) {
        told.put(KafkaCluster.kafkas(partition), new OffsetAndMetadata(position.next(), identity));
      }
    });
    cluster.commit(config.group(), told);
  }

  /** What else is known of logs. */
  public Map<Partition, LogFacts> facts(Collection<Partition> partitions) {
    return new LogInquiry(cluster).of(partitions);
  }

  @Override
  public Duration discovery() {
    return any().get(KafkaSourceType.DISCOVERY);
  }

  /**
   * A consumer of the pipeline's group that was not subscribed to anything yet.
   *
   * @param mark what it is told from others by, or empty
   */
  public org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> newMember(
      int lane, String mark) {
    return newMember(lane, mark, new PollBudget());
  }

  private org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> newMember(
      int lane, String mark, PollBudget budget) {
    return new KafkaConsumers(cluster, config, any()).open(lane, mark, budget);
  }

  /**
   * A reader for a lane.
   *
   * @param lane its number
   * @param seat the lane's place in the group, which the reader's consumer takes
   */
  public Reader newReader(int lane, GroupSeat seat) {
    PollBudget budget = new PollBudget();
    var consumer = newMember(lane, seat.mark(), budget);
    seat.take(consumer);
    Membership membership =
        config.alone()
            ? new Membership.Alone(cluster, lane, config.lanes())
            : new Membership.Group(cluster);
    return new KafkaReader(cluster, config, membership, budget, consumer);
  }

  private IsolationLevel isolation() {
    return KafkaSourceType.isolationLevel(any());
  }

  private Settings any() {
    return stages.values().iterator().next();
  }

  /** How many partitions a topic has now; 0 where it is not there. */
  public int partitionCount(String topic) {
    var description = cluster.describe(List.of(topic)).get(topic);
    return description == null ? 0 : description.partitions().size();
  }

  @Override
  public void close() {
    // the cluster is closed by whoever made it
  }
}
