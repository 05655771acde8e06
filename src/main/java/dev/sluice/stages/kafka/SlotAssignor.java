package dev.sluice.stages.kafka;

import dev.sluice.kafka.Slots;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Hands out whole slots, in the classic group protocol (a client's own assignor has no place in the
 * newer one). A partition whose slot's owner does not subscribe to its topic yet waits. Kafka makes
 * the object itself, by its class, and configures it.
 */
public final class SlotAssignor implements ConsumerPartitionAssignor, Configurable {
  /** How many slots there are: a property of the consumer. */
  static final String SLOTS = "sluice.slots";

  private Slots slots = new Slots(1);
  private Set<Integer> held = Set.of();

  @Override
  public void configure(Map<String, ?> properties) {
    slots = new Slots(Integer.parseInt(String.valueOf(properties.get(SLOTS))));
  }

  /** Members that count slots differently have nothing in common: Kafka does not let them join. */
  @Override
  public String name() {
    return name(slots);
  }

  /** The assignor's name in a group. */
  static String name(Slots slots) {
    return "sluice-slots-" + slots.count();
  }

  @Override
  public ByteBuffer subscriptionUserData(Set<String> topics) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * held.size());
    held.forEach(bytes::putInt);
    return bytes.flip();
  }

  private static Set<Integer> read(@Nullable ByteBuffer bytes) {
    Set<Integer> read = new TreeSet<>();
    ByteBuffer left = bytes == null ? ByteBuffer.allocate(0) : bytes.duplicate();
    while (left.remaining() >= Integer.BYTES) {
      read.add(left.getInt());
    }
    return read;
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    Map<String, Set<Integer>> before = new TreeMap<>();
    members.forEach((member, subscription) -> before.put(member, read(subscription.userData())));
    Map<String, Set<Integer>> divided = SlotDivision.divide(slots.count(), before);
    Map<String, Assignment> assignments = new HashMap<>();
    divided.forEach((member, owned) -> {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * owned.size());
      owned.forEach(bytes::putInt);
      List<String> topics = Objects.requireNonNull(members.get(member)).topics();
      assignments.put(member, new Assignment(partitions(cluster, topics, owned), bytes.flip()));
    });
    return new GroupAssignment(assignments);
  }

  private List<TopicPartition> partitions(
      Cluster cluster, List<String> topics, Set<Integer> owned) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      Integer count = cluster.partitionCountForTopic(topic);
      for (int index = 0; count != null && index < count; index++) {
        if (owned.contains(slots.of(topic, index))) {
          partitions.add(new TopicPartition(topic, index));
        }
      }
    }
    return partitions;
  }

  @Override
  public void onAssignment(Assignment assignment, ConsumerGroupMetadata group) {
    held = read(assignment.userData());
  }
}
