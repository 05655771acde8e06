package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.GroupSeat;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Holds all partitions of a pipeline for a moment, so that nobody else writes its group's offsets:
 * a group has no compare-and-set, but it takes commits of its members alone, and gives a partition
 * to one of them. Of several that want it, who has the first partition waits for the others to
 * leave; they leave at once.
 */
final class GroupGuard implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaCluster cluster;
  private final Consumer<byte[], byte[]> member;
  private final GroupSeat seat;

  /** Wants it. The consumer is closed with the guard. */
  GroupGuard(KafkaCluster cluster, Consumer<byte[], byte[]> member) {
    this.cluster = cluster;
    this.member = member;
    this.seat = new GroupSeat(cluster.errors(), "");
    seat.take(member);
  }

  /**
   * Waits until all partitions of some topics are held.
   *
   * @throws RetryableException where somebody else holds some
   */
  void hold(Set<String> topics) {
    Set<TopicPartition> wanted =
        new TreeSet<>(
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
    cluster
        .describe(topics)
        .forEach((topic, description) ->
            description
                .partitions()
                .forEach(info -> wanted.add(new TopicPartition(topic, info.partition()))));
    if (wanted.isEmpty()) {
      throw contended("its topics have vanished meanwhile");
    }
    TopicPartition first = wanted.iterator().next();
    member.subscribe(topics, new Pausing());
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!member.assignment().containsAll(wanted)) {
      boolean others = !member.assignment().isEmpty() && !member.assignment().contains(first);
      if (others || System.nanoTime() - until > 0) {
        throw contended("another runner pins at this moment");
      }
      poll();
    }
  }

  private void poll() {
    try {
      var _ = member.poll(POLL);
    } catch (NoOffsetForPartitionException e) {
      // there is none yet: that is why this is here
    } catch (KafkaException e) {
      throw cluster.errors().translate("joining the group", e);
    }
  }

  /** Commits while everything is held. */
  void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    boolean taken;
    try {
      taken = seat.commit(offsets);
    } catch (FencedException e) {
      taken = false;
    }
    if (!taken) {
      throw contended("another runner joins the group at this moment");
    }
  }

  static RetryableException contended(String why) {
    return new RetryableException(
        new Trouble(
            ProblemCode.CHECKPOINT_HELD,
            "with the store kafka_group a first start, and the bounds of a full sync, are pinned"
                + " while nobody else is in the group: "
                + why,
            "This passes when the other runners have ended; one that was killed leaves the group"
                + " after its session"),
        null);
  }

  @Override
  public void close() {
    try {
      member.close(CloseOptions.timeout(Duration.ofSeconds(5)));
    } catch (KafkaException e) {
      // the group notices by itself, after the session
    }
  }

  /** It reads nothing, from nowhere. */
  private final class Pausing implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      member.pause(partitions);
      partitions.forEach(partition -> member.seek(partition, 0));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // nothing was read of them
    }
  }
}
