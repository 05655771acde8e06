package dev.sluice.stages.kafka;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Refusal;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import dev.sluice.stages.kafka.KafkaTargetType.Partitioning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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
  private List<Message> backlog = List.of();
  private InFlight inFlight = new InFlight();
  private boolean largeInFlight;
  private boolean alone;

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
    this.room = memory / 8;
    this.topics =
        new TargetTopics(
            cluster, settings.get(KafkaTargetType.CREATE_TOPIC), partitioning, sourcePartitions);
  }

  @Override
  public void write(List<Message> messages) {
    alone = messages.size() == 1;
    backlog =
        backlog.isEmpty() ? messages : Stream.concat(backlog.stream(), messages.stream()).toList();
    sendBacklog();
  }

  /** Where this throws, all that was handed over is given up: nothing is kept to be sent. */
  private void sendBacklog() {
    List<Message> waiting = backlog;
    backlog = List.of();
    int sent = send(waiting);
    backlog = sent == waiting.size() ? List.of() : waiting.subList(sent, waiting.size());
  }

  /**
   * A record that is larger than a batch goes alone: a small one that slips into its batch could
   * never be divided from it again, and the producer would send both for ever. Behind one that
   * could not be sent nothing is: it would overtake it (invariant 4).
   *
   * @return how many were sent, from the first one on; the others must wait
   */
  private int send(List<Message> messages) {
    inFlight.check(0);
    Route route = null;
    long sent = 0;
    try {
      for (int index = 0; index < messages.size(); index++) {
        if (largeInFlight && inFlight.bytes() + sent > 0) {
          return index;
        }
        Message message = messages.get(index);
        if (route == null || route.source() != message.source()) { // one batch shares the object
          route = route(message.source());
        }
        int size = size(message);
        largeInFlight = size > route.batch();
        sent += size;
        send(message, route, size);
        inFlight.check(sent); // who cannot send says so in the callback, within the call
      }
      return messages.size();
    } finally {
      inFlight.sent(sent);
    }
  }

  /**
   * Where the records of a source partition go, until a batch of another one comes.
   *
   * @param count partitions that the topic has
   * @param batch the size of the batches that they go in, in bytes
   */
  private record Route(
      Partition source,
      String topic,
      int count,
      int batch,
      Producer<byte[], byte[]> producer,
      InFlight inFlight) {}

  private Route route(Partition source) {
    String topic = topicOf.apply(source.topic());
    topics.compare(source, topic);
    int largest = largestBatch(topic);
    return new Route(
        source,
        topic,
        topics.partitions(topic),
        producers.batch(largest),
        producers.producer(source, largest),
        inFlight);
  }

  private void send(Message message, Route route, int size) {
    ProducerRecord<byte[], byte[]> toSend =
        new ProducerRecord<>(
            route.topic(),
            partition(message, route),
            message.timestamp() < 0 ? null : message.timestamp(),
            message.key(),
            message.value() == null ? null : message.value().settle(),
            headers(message));
    Answer answer = new Answer(route, message.offset(), alone ? message : null, size);
    try {
      var _ = route.producer().send(toSend, answer);
    } catch (KafkaException e) {
      answer.onCompletion(null, e);
    }
  }

  private @Nullable Integer partition(Message message, Route route) {
    return switch (partitioning) {
      case SAME -> (Integer) message.source().index();
      case BY_KEY ->
          message.key() == null ? (Integer) (message.source().index() % route.count()) : null;
    };
  }

  private static @Nullable List<org.apache.kafka.common.header.Header> headers(Message message) {
    if (message.headers().isEmpty()) {
      return null;
    }
    List<org.apache.kafka.common.header.Header> headers = new ArrayList<>(message.headers().size());
    for (Header header : message.headers()) {
      headers.add(new RecordHeader(header.name(), header.value()));
    }
    return headers;
  }

  /** About; what no request could hold counts as the most that one could. */
  private static int size(Message message) {
    byte[] key = message.key();
    byte[] value = message.valueBytes();
    long size =
        RECORD_OVERHEAD
            + (key == null ? 0L : key.length)
            + (value == null ? 0 : value.length)
            + 40L * message.headers().size();
    return (int) Math.min(size, Integer.MAX_VALUE);
  }

  /**
   * What becomes of a record that was sent. There are as many as are in flight: the values, which
   * the producer has copied, are not kept for them.
   */
  private final class Answer implements Callback {
    private final Route route;
    private final long offset;
    private final @Nullable Message whole;
    private final int size;

    Answer(Route route, long offset, @Nullable Message whole, int size) {
      this.route = route;
      this.offset = offset;
      this.whole = whole;
      this.size = size;
    }

    /** On a producer's thread, or on the lane's within the call that sends. */
    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception e) {
      InFlight handed = route.inFlight();
      if (e == null) {
        handed.acknowledged(size);
      } else if (refuses(e)) {
        handed.refused(refusal(e), size);
      } else if (e.getCause() instanceof Exception cause && refuses(cause)) {
        handed.spoilt(producers.failure("writing to " + route.topic(), e), size);
      } else {
        handed.failed(producers.failure("writing to " + route.topic(), e), size);
      }
    }

    private Refusal refusal(Exception e) {
      Message message = whole == null ? Message.husk(route.source(), offset) : whole;
      return new Refusal(
          message,
          "refused",
          new Trouble(
              ProblemCode.REFUSED_RECORD,
              "the target topic "
                  + route.topic()
                  + " refuses "
                  + message.coordinates()
                  + ": "
                  + e.getMessage(),
              "Change the topic's limits, or set pushError: dead_letter or skip"));
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

  @Override
  public boolean hasRoom() {
    sendBacklog();
    return backlog.isEmpty() && inFlight.bytes() < room;
  }

  @Override
  public Settlement settle(Duration wait) {
    try {
      boolean complete = await(wait);
      inFlight.check(0);
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
      inFlight.check(0);
    }
  }

  @Override
  public void discard() {
    backlog = List.of();
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
