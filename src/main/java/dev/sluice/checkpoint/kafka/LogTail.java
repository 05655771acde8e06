package dev.sluice.checkpoint.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads one partition from its beginning, each time to the end that it had when asked. */
final class LogTail implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Takes the records in the log's order. */
  interface Sink {
    void apply(byte @Nullable [] key, byte @Nullable [] value);
  }

  private final KafkaCluster cluster;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition partition;
  private final Sink sink;
  private @Nullable FatalException unreadable;

  LogTail(
      KafkaCluster cluster,
      Consumer<byte[], byte[]> consumer,
      TopicPartition partition,
      Sink sink) {
    this.cluster = cluster;
    this.consumer = consumer;
    this.partition = partition;
    this.sink = sink;
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
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
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      refuseCutOff(mark);
      while (consumer.position(partition, PATIENCE) < mark) {
        long before = consumer.position(partition, PATIENCE);
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
          apply(each);
        }
        if (consumer.position(partition, PATIENCE) > before) {
          deadline = System.nanoTime() + PATIENCE.toNanos(); // however long the log is
        }
        if (System.nanoTime() > deadline) {
          throw late(
              "could not be read to its end: nothing came beyond "
                  + consumer.position(partition, PATIENCE)
                  + " of "
                  + mark
                  + " for "
                  + PATIENCE.toSeconds()
                  + " s");
        }
      }
    } catch (KafkaException e) {
      throw cluster.errors().translate("reading the checkpoint topic", e);
    }
  }

  /** What was read here before is not what lies there now. */
  private void refuseCutOff(long mark) {
    long position = consumer.position(partition, PATIENCE);
    if (position > mark) {
      throw new FatalException(
          ProblemCode.CHECKPOINT_STORE,
          "the checkpoint topic's partition "
              + partition
              + " on "
              + cluster.connection()
              + " ends at "
              + mark
              + ", and was read up to "
              + position
              + ": it was cut off, or deleted and created again",
          "Put the topic back, or start again to go on from what it holds now");
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

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
  }
}
