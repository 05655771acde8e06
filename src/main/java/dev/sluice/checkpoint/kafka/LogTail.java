package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads one partition from its beginning, each time to the end that it had when asked. */
final class LogTail {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Takes the records in the log's order. */
  interface Sink {
    void apply(byte @Nullable [] key, byte @Nullable [] value);
  }

  private final KafkaCluster cluster;
  private final TopicClients clients;
  private final TopicPartition partition;
  private final Sink sink;

  /** Where reading goes on; negative before it began. */
  private long next = -1;

  /**
   * Of what lies just before that, be it a marker; lets a log be noticed that was cut off and has
   * grown again (KIP-320).
   */
  private Optional<Integer> leaderEpoch = Optional.empty();

  private @Nullable FatalException unreadable;

  LogTail(KafkaCluster cluster, TopicClients clients, TopicPartition partition, Sink sink) {
    this.cluster = cluster;
    this.clients = clients;
    this.partition = partition;
    this.sink = sink;
  }

  /**
   * The mark is the end that everybody sees, so that what an open transaction holds back is waited
   * for: it may be a pin.
   */
  void readToEnd() {
    if (unreadable != null) {
      throw unreadable;
    }
    Long mark =
        cluster
            .offsets(List.of(partition), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED)
            .get(partition);
    if (mark == null) {
      throw late("is not there (any more)");
    }
    refuseCutOff(mark);
    if (next == mark) {
      return;
    }
    try {
      clients.reading(consumer -> {
        begin(consumer);
        readTo(consumer, mark);
        return null;
      });
    } catch (KafkaException e) {
      throw cluster.errors().translate("reading the checkpoint topic", e);
    }
  }

  private void begin(Consumer<byte[], byte[]> consumer) {
    consumer.assign(List.of(partition));
    if (next < 0) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, new OffsetAndMetadata(next, leaderEpoch, ""));
    }
  }

  private void readTo(Consumer<byte[], byte[]> consumer, long mark) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    next = consumer.position(partition, PATIENCE);
    while (next < mark) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(100));
      records.forEach(this::apply);
      OffsetAndMetadata reached = records.nextOffsets().get(partition);
      if (reached != null) {
        next = reached.offset();
        leaderEpoch = reached.leaderEpoch();
        deadline = System.nanoTime() + PATIENCE.toNanos(); // however long the log is
      }
      if (System.nanoTime() > deadline) {
        throw late(
            "could not be read to its end: nothing came beyond "
                + next
                + " of "
                + mark
                + " for "
                + PATIENCE.toSeconds()
                + " s");
      }
    }
  }

  /** What was read here before is not what lies there now. */
  private void refuseCutOff(long mark) {
    if (next > mark) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_LOST,
          "the checkpoint topic's partition "
              + partition
              + " on "
              + cluster.connection()
              + " ends at "
              + mark
              + ", and was read up to "
              + next
              + ": it was cut off, or deleted and created again",
          "Put the topic back; or take the positions over from the consumer group on the source:"
              + " sluice offsets import --group sluice.<id>");
    }
  }

  /** A record that cannot be read stays in the way: what lies behind it is not a whole picture. */
  private void apply(ConsumerRecord<byte[], byte[]> next) {
    try {
      sink.apply(next.key(), next.value());
    } catch (FatalException e) {
      unreadable = e;
      throw e;
    }
  }

  private RetryableException late(String what) {
    return new RetryableException(
        new Trouble(
            ProblemCode.CHECKPOINT_STORE,
            "the checkpoint topic's partition "
                + partition
                + " on "
                + cluster.connection()
                + " "
                + what,
            "Check the topic, and whether another writer's transaction stays open in it"),
        null);
  }
}
