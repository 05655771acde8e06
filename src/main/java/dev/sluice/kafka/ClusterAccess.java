package dev.sluice.kafka;

import dev.sluice.problem.StageException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * What a user may do on a cluster, and who the cluster is: questions that change nothing. Safe for
 * several threads.
 */
public final class ClusterAccess {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final int SOON_MS = 2_500;
  private static final String NOBODY = "sluice-check";

  private final KafkaCluster cluster;

  /** Of one cluster. */
  public ClusterAccess(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /** A topic as a user sees it. */
  public sealed interface Topic {
    /** It is there. */
    record There(TopicDescription description) implements Topic {
      /** Whether the user may do it; true where the brokers do not say. */
      public boolean allows(AclOperation operation) {
        Set<AclOperation> allowed = description.authorizedOperations();
        return allowed == null || allowed.contains(operation);
      }
    }

    /** The user may not even see it: be it there or not. */
    record Denied() implements Topic {}

    /** It is not there. */
    record Missing() implements Topic {}
  }

  /** Some topics, in few requests. */
  public Map<String, Topic> topics(Collection<String> names) {
    Map<String, Topic> topics = new HashMap<>();
    if (names.isEmpty()) {
      return topics;
    }
    DescribeTopicsResult result =
        cluster
            .admin()
            .describeTopics(names, new DescribeTopicsOptions().includeAuthorizedOperations(true));
    result.topicNameValues().forEach((name, future) -> topics.put(name, topic(name, future)));
    return topics;
  }

  private Topic topic(String name, KafkaFuture<TopicDescription> future) {
    try {
      TopicDescription description = cluster.answer("describing " + name, future);
      return new Topic.There(description);
    } catch (StageException e) {
      if (KafkaErrors.isCause(e, TopicAuthorizationException.class)) {
        return new Topic.Denied();
      }
      if (KafkaErrors.isCause(e, UnknownTopicOrPartitionException.class)
          || KafkaErrors.isCause(e, InvalidTopicException.class)) {
        return new Topic.Missing();
      }
      throw e;
    }
  }

  /**
   * Whether the user may read with a group: join it, and commit to it. Asks to remove a member that
   * nobody is, which needs the same right. True where the brokers do not say soon: a new cluster
   * makes the topic of its groups only when it is first asked for one.
   */
  public boolean mayReadWith(String group) {
    RemoveMembersFromConsumerGroupOptions nobody =
        new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(NOBODY)));
    nobody.timeoutMs(SOON_MS);
    return !isRefused(
        cluster.admin().removeMembersFromConsumerGroup(group, nobody).all(),
        GroupAuthorizationException.class);
  }

  /**
   * Some settings of the brokers, as one of them has them; those that it does not tell this user
   * are left out.
   */
  public Map<String, String> brokerConfigs(Collection<String> names) {
    Map<String, String> told = new HashMap<>();
    try {
      ConfigResource broker =
          new ConfigResource(ConfigResource.Type.BROKER, brokers().all().getFirst().idString());
      cluster
          .answer(
              "reading the configuration of a broker",
              cluster.admin().describeConfigs(List.of(broker)).all())
          .values()
          .forEach(config ->
              names.forEach(name -> {
                ConfigEntry entry = config.get(name);
                if (entry != null && entry.value() != null) {
                  told.put(name, entry.value());
                }
              }));
    } catch (StageException e) {
      if (!KafkaErrors.isCause(e, ClusterAuthorizationException.class)) {
        throw e;
      }
    }
    return told;
  }

  /** How many members a group has now; none where there is no such group. */
  public int members(String group) {
    return clientIds(group).size();
  }

  /** What the members of a group call themselves; none where there is no such group. */
  public List<String> clientIds(String group) {
    var described = cluster.admin().describeConsumerGroups(List.of(group)).describedGroups();
    try {
      return cluster
          .answer("describing the group " + group, Objects.requireNonNull(described.get(group)))
          .members()
          .stream()
          .map(MemberDescription::clientId)
          .toList();
    } catch (StageException e) {
      if (KafkaErrors.isCause(e, GroupIdNotFoundException.class)) {
        return List.of();
      }
      throw e;
    }
  }

  /** Whether an answer is a refusal of this kind; any other trouble is none. */
  private static boolean isRefused(
      KafkaFuture<?> future, Class<? extends RuntimeException> refusal) {
    try {
      Object _ = future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (ExecutionException e) {
      return KafkaErrors.isCause(e, refusal);
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      return false;
    }
  }

  /** The cluster's brokers, and which of them controls it; null while none does. */
  public record Brokers(List<Node> all, @Nullable Node controller) {}

  /** Who is there now. */
  public Brokers brokers() {
    DescribeClusterResult result = cluster.admin().describeCluster();
    List<Node> nodes = List.copyOf(cluster.answer("asking for the brokers", result.nodes()));
    Node controller = cluster.answer("asking for the controller", result.controller());
    return new Brokers(nodes, controller == null || controller.isEmpty() ? null : controller);
  }

  /**
   * How far the clock of the cluster's controller is ahead of ours, within the time that the answer
   * takes; empty where it does not say (before KRaft, or without DESCRIBE on the cluster). A leader
   * of the quorum calls itself caught up now (KIP-836).
   */
  public Optional<Duration> clockAhead(Clock ours) {
    long before = ours.millis();
    try {
      QuorumInfo quorum =
          cluster.answer(
              "asking for the quorum", cluster.admin().describeMetadataQuorum().quorumInfo());
      long middle = before + (ours.millis() - before) / 2;
      return quorum.voters().stream()
          .filter(voter -> voter.replicaId() == quorum.leaderId())
          .filter(voter -> voter.lastCaughtUpTimestamp().isPresent())
          .map(voter -> Duration.ofMillis(voter.lastCaughtUpTimestamp().getAsLong() - middle))
          .findFirst();
    } catch (StageException e) {
      if (KafkaErrors.isCause(e, ClusterAuthorizationException.class)
          || KafkaErrors.isCause(e, UnsupportedVersionException.class)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
