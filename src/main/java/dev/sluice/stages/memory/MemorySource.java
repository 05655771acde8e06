package dev.sluice.stages.memory;

import dev.sluice.message.LogRange;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages that are there from the beginning, each partition's in offset order. */
public final class MemorySource implements Source {
  /** What the cluster calls itself. */
  public static final String CLUSTER = "memory";

  private static final String TOPIC_ID = "memory";

  private final String stage;
  private final Map<Partition, List<Message>> logs;

  /**
   * For one source stage.
   *
   * @param logs the messages of each partition, at offsets from 0 without gaps
   */
  public MemorySource(String stage, Map<Partition, List<Message>> logs) {
    this.stage = stage;
    this.logs = Map.copyOf(logs);
  }

  @Override
  public String cluster() {
    return CLUSTER;
  }

  @Override
  public Map<String, String> topics() {
    Map<String, String> topics = new HashMap<>();
    logs.keySet().forEach(partition -> topics.put(partition.topic(), stage));
    return topics;
  }

  @Override
  public void requireTopics() {
    // all that there is, is there
  }

  @Override
  public Duration discovery() {
    return Duration.ofDays(1);
  }

  @Override
  public Map<Partition, LogRange> describe(Collection<String> topics) {
    Map<Partition, LogRange> ranges = new HashMap<>();
    logs.forEach((partition, messages) -> {
      if (topics.contains(partition.topic())) {
        ranges.put(partition, new LogRange(TOPIC_ID, 0, messages.size(), messages.size()));
      }
    });
    return ranges;
  }

  @Override
  public Map<String, String> topicIds(Collection<String> topics) {
    Map<String, String> ids = new HashMap<>();
    topics.forEach(topic -> ids.put(topic, TOPIC_ID));
    return ids;
  }

  @Override
  public Map<String, Duration> retention(Collection<String> asked) {
    return Map.of();
  }

  @Override
  public Map<Partition, Long> offsetsAt(Collection<Partition> partitions, Instant moment) {
    Map<Partition, Long> offsets = new HashMap<>();
    for (Partition partition : partitions) {
      List<Message> messages = logs.getOrDefault(partition, List.of());
      offsets.put(
          partition,
          messages.stream()
              .takeWhile(message -> message.timestamp() < moment.toEpochMilli())
              .count());
    }
    return offsets;
  }

  @Override
  public @Nullable String mirrorOwner(Set<Partition> partitions) {
    return null;
  }

  /** Every reader has all partitions: there is no group. */
  /** There is no group. */
  @Override
  public void refuseOtherMembers() {
    // nobody else is here
  }

  /** No group commits here. */
  @Override
  public Map<Partition, Long> committed(String group) {
    return Map.of();
  }

  @Override
  public void takeOver(Map<Partition, Position> positions, String identity) {
    // nobody keeps who told positions here
  }

  /** A reader of everything. */
  public Reader newReader() {
    return new MemoryReader(logs);
  }

  @Override
  public void close() {
    // nothing is open
  }
}
