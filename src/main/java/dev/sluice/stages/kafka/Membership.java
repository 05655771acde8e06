package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** How a reader comes by its partitions. */
sealed interface Membership {
  /** Reads these topics from now on. */
  void subscribe(
      Consumer<byte[], byte[]> consumer,
      Collection<String> topics,
      ConsumerRebalanceListener listener);

  /** Through Kafka's own group protocol, which divides partitions among the members. */
  record Group(KafkaCluster cluster) implements Membership {
    @Override
    public void subscribe(
        Consumer<byte[], byte[]> consumer,
        Collection<String> topics,
        ConsumerRebalanceListener listener) {
      if (!consumer.subscription().equals(new HashSet<>(topics))) {
        consumer.subscribe(topics, listener);
      }
    }
  }

  /**
   * By itself, for a store that only one runner may use: no member that was killed can keep the
   * next one out. The lanes of the process divide partitions by their hash.
   */
  record Alone(KafkaCluster cluster, int lane, int lanes) implements Membership {
    @Override
    public void subscribe(
        Consumer<byte[], byte[]> consumer,
        Collection<String> topics,
        ConsumerRebalanceListener listener) {
      Set<TopicPartition> wanted =
          cluster.describe(topics).values().stream()
              .flatMap(topic ->
                  topic.partitions().stream()
                      .map(info -> new TopicPartition(topic.name(), info.partition())))
              .filter(partition -> Math.floorMod(partition.hashCode(), lanes) == lane)
              .collect(Collectors.toSet());
      Set<TopicPartition> old = Set.copyOf(consumer.assignment());
      if (wanted.equals(old)) {
        return;
      }
      Set<TopicPartition> gone = new HashSet<>(old);
      gone.removeAll(wanted);
      if (!gone.isEmpty()) {
        listener.onPartitionsRevoked(gone);
      }
      consumer.assign(wanted);
      Set<TopicPartition> fresh = new HashSet<>(wanted);
      fresh.removeAll(old);
      if (!fresh.isEmpty()) {
        listener.onPartitionsAssigned(fresh);
      }
    }
  }
}
