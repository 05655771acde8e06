package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import dev.sluice.stages.kafka.KafkaTargetType.Partitioning;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** Writes with a Kafka producer. */
public final class KafkaWriter implements Writer {
  private static final int RECORD_OVERHEAD = 100;

  private final ProducerPool producers;
  private final Map<String, Integer> largestBatches = new HashMap<>();
  private final TargetTopics topics;
  private final UnaryOperator<String> topicOf;
  private final Partitioning partitioning;
  private final long room;
  private final Deque<Message> backlog = new ArrayDeque<>();
  private InFlight inFlight = new InFlight();
  private boolean largeInFlight;

  /**
   * To one target.
   *
   * @param cluster is closed by whoever made it
   * @param settings of the target stage
   * @param memory bytes that the lane may hold; half of it is for what is not sent yet
   * @param clientId what the producer calls itself
   * @param sourcePartitions how many partitions the topic of a source partition has now
   */
  public KafkaWriter(
      KafkaCluster cluster,
      Settings settings,
      long memory,
      String clientId,
      ToIntFunction<Partition> sourcePartitions) {
    this(
        cluster,
        settings,
        memory,
        sourcePartitions,
        new SizedProducers(
            cluster.errors(), new KafkaProducers(cluster, settings, memory / 2, clientId)));
  }

  /** To one target, in the transactions of its lane. */
  public KafkaWriter(
      KafkaCluster cluster,
      Settings settings,
      long memory,
      ToIntFunction<Partition> sourcePartitions,
      SlotPool producers) {
    this(cluster, settings, memory, sourcePartitions, (ProducerPool) producers);
    producers.add(this);
  }

  private KafkaWriter(
      KafkaCluster cluster,
      Settings settings,
      long memory,
      ToIntFunction<Partition> sourcePartitions,
      ProducerPool producers) {
    this.producers = producers;
    this.topicOf = KafkaTargetType.topics(settings);
    this.partitioning = settings.get(KafkaTargetType.PARTITION);
    this.room = memory / 4;
    this.topics =
        new TargetTopics(
            cluster, settings.get(KafkaTargetType.CREATE_TOPIC), partitioning, sourcePartitions);
  }

  @Override
  public void write(List<Message> messages) {
    backlog.addAll(messages);
    sendBacklog();
  }

  /**
   * A record that is larger than a batch goes alone: a small one that slips into its batch could
   * never be divided from it again, and the producer would send both for ever. Behind one that
   * could not be sent nothing is: it would overtake it (invariant 4).
   */
  private void sendBacklog() {
    inFlight.check();
    while (!backlog.isEmpty() && !(largeInFlight && inFlight.bytes() > 0)) {
      Message message = backlog.removeFirst();
      String topic = topicOf.apply(message.source().topic());
      long size = size(message);
      largeInFlight = size > producers.batch(largestBatch(topic));
      send(message, topic, size);
    }
  }

  private void send(Message message, String topic, long size) {
    topics.compare(message.source(), topic);
    ProducerRecord<byte[], byte[]> toSend =
        new ProducerRecord<>(
            topic,
            partition(message, topic),
            message.timestamp() < 0 ? null : message.timestamp(),
            message.key(),
            message.value() == null ? null : message.value().settle(),
            headers(message));
    InFlight current = inFlight;
    current.sent(size);
    try {
      var _ =
          producers
              .producer(message.source(), largestBatch(topic))
              .send(toSend, (metadata, e) -> answered(current, message, topic, size, e));
    } catch (KafkaException e) {
      answered(current, message, topic, size, e);
    }
    current.check(); // a producer that cannot send says so in the callback, within the call
  }

  private @Nullable Integer partition(Message message, String topic) {
    int count = topics.partitions(topic);
    return switch (partitioning) {
      case SAME -> (Integer) message.source().index();
      case BY_KEY -> message.key() == null ? (Integer) (message.source().index() % count) : null;
    };
  }

  private static List<org.apache.kafka.common.header.Header> headers(Message message) {
    List<org.apache.kafka.common.header.Header> headers = new ArrayList<>(message.headers().size());
    for (Header header : message.headers()) {
      headers.add(new RecordHeader(header.name(), header.value()));
    }
    return headers;
  }

  private static long size(Message message) {
    byte[] key = message.key();
    byte[] value = message.valueBytes();
    return RECORD_OVERHEAD
        + (key == null ? 0 : key.length)
        + (value == null ? 0 : value.length)
        + 40L * message.headers().size();
  }

  private void answered(
      InFlight current, Message message, String topic, long size, @Nullable Exception e) {
    if (e == null) {
      current.acknowledged(size);
    } else if (refuses(e)) {
      current.refused(message, "refused", refusal(message, topic, e), size);
    } else if (e.getCause() instanceof Exception cause && refuses(cause)) {
      current.spoilt(producers.failure("writing to " + topic, e), size);
    } else {
      current.failed(producers.failure("writing to " + topic, e), size);
    }
  }

  /** The broker names the bad record of a batch; its siblings get a plain exception. */
  private static boolean refuses(Exception e) {
    return e instanceof RecordTooLargeException
        || e instanceof RecordBatchTooLargeException
        || e instanceof InvalidRecordException
        || e instanceof InvalidTimestampException
        || e instanceof PolicyViolationException
        || (e.getClass() == KafkaException.class && e.getCause() == null);
  }

  private static Trouble refusal(Message message, String topic, Exception e) {
    return new Trouble(
        ProblemCode.REFUSED_RECORD,
        "the target topic " + topic + " refuses " + message.coordinates() + ": " + e.getMessage(),
        "Change the topic's limits, or set pushError: dead_letter or skip");
  }

  @Override
  public boolean hasRoom() {
    sendBacklog();
    return backlog.isEmpty() && inFlight.bytes() < room;
  }

  @Override
  public Settlement settle(Duration wait) {
    try {
      boolean complete = await(wait);
      inFlight.check();
      return new Settlement(complete, inFlight.takeRefused());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RetryableException(
          new Trouble(ProblemCode.UNREACHABLE, "interrupted while writing", null), e);
    }
  }

  private boolean await(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      sendBacklog();
      boolean answered = inFlight.await(Duration.ofNanos(deadline - System.nanoTime()));
      if (!answered || backlog.isEmpty()) {
        return answered;
      }
      inFlight.check();
    }
  }

  @Override
  public void discard() {
    backlog.clear();
    largeInFlight = false;
    inFlight = new InFlight();
    producers.discard();
  }

  @Override
  public void close() {
    discard();
  }

  /** Before anything of these is written: the largest batches that their topics take. */
  List<Integer> prepare(Set<Partition> sources) {
    return sources.stream()
        .map(source -> topicOf.apply(source.topic()))
        .distinct()
        .map(this::largestBatch)
        .toList();
  }

  private int largestBatch(String topic) {
    return largestBatches.computeIfAbsent(topic, topics::largestBatch);
  }
}
