package dev.sluice.stages.kafka;

import dev.sluice.kafka.FirstRecords;
import dev.sluice.kafka.FirstRecords.Turn;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.WatchingProducer;
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
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Writes with a Kafka producer. */
public final class KafkaWriter implements Writer {
  private static final int RECORD_OVERHEAD = 100;

  private final ProducerPool producers;
  private final TargetTopics topics;
  private final BatchLimits limits;
  private final Progress progress;
  private final UnaryOperator<String> topicOf;
  private final Partitioning partitioning;
  private final long room;
  private List<Message> backlog = List.of();
  private InFlight inFlight = new InFlight();
  private boolean largeInFlight;
  private boolean alone;

  /**
   * What a writer knows of its target.
   *
   * @param cluster is closed by whoever made it
   * @param settings of the target stage
   * @param memory bytes that the lane may hold; half of it is for what is not sent yet
   * @param sourcePartitions how many partitions the topic of a source partition has now
   * @param warn hears what is worth a warning
   */
  public record Target(
      KafkaCluster cluster,
      Settings settings,
      long memory,
      ToIntFunction<Partition> sourcePartitions,
      Consumer<String> warn) {}

  /**
   * To one target.
   *
   * @param clientId what the producer calls itself
   */
  public KafkaWriter(Target target, String clientId) {
    this(
        target,
        new SizedProducers(
            target.cluster().errors(),
            new KafkaProducers(
                target.cluster(), target.settings(), target.memory() / 2, clientId)));
  }

  /** To one target, in the transactions of its lane. */
  public KafkaWriter(Target target, SlotPool producers) {
    this(target, (ProducerPool) producers);
    producers.add(this);
  }

  private KafkaWriter(Target target, ProducerPool producers) {
    this.producers = producers;
    this.topicOf = KafkaTargetType.topics(target.settings());
    this.partitioning = target.settings().get(KafkaTargetType.PARTITION);
    this.room = target.memory() / 8;
    this.topics = new TargetTopics(target);
    this.limits = new BatchLimits(topics);
    this.progress = new Progress(target);
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
    backlog = send(waiting);
  }

  /**
   * A record that is larger than a batch goes alone: a small one that slips into its batch could
   * never be divided from it again, and the producer would send both for ever. Behind one that
   * could not be sent nothing is, nor behind the first of its partition: it would overtake it
   * (invariant 4).
   *
   * @return those that must wait, in their order
   */
  private List<Message> send(List<Message> messages) {
    inFlight.check(0);
    Route route = null;
    List<Message> waiting = new ArrayList<>(0);
    long sent = 0;
    try {
      for (int index = 0; index < messages.size(); index++) {
        if (largeInFlight && inFlight.bytes() + sent > 0) {
          waiting.addAll(messages.subList(index, messages.size()));
          return waiting;
        }
        Message message = messages.get(index);
        if (route == null || route.source() != message.source()) { // one batch shares the object
          route = route(message.source());
          route.first().begin(System.nanoTime());
        }
        int partition = partition(message, route);
        Turn turn = route.first().turn(partition);
        if (turn == Turn.WAIT) {
          waiting.add(message);
          continue;
        }
        if (inFlight.bytes() + sent == 0) {
          progress.begin(inFlight.answered(), producers.open(), System.nanoTime());
        }
        int size = size(message);
        largeInFlight = size > route.batch();
        sent += size;
        send(message, partition, route, turn, size);
        if (inFlight.isTroubled()) { // who cannot send says so in the callback, within the call
          refuseChanged();
          inFlight.check(sent);
        }
      }
      return waiting;
    } finally {
      inFlight.sent(sent);
    }
  }

  @Override
  public void prepare(Partition source) {
    var _ = route(source);
  }

  /**
   * Where the records of a source partition go, until a batch of another one comes. All that can be
   * asked of the target is asked for it.
   *
   * @param count partitions that the topic has
   * @param batch the size of the batches that they go in, in bytes
   * @param first what the producer has sent to the topic
   */
  private record Route(
      Partition source,
      String topic,
      int count,
      int batch,
      WatchingProducer producer,
      FirstRecords first,
      InFlight inFlight) {}

  private Route route(Partition source) {
    refuseChanged();
    String topic = topicOf.apply(source.topic());
    topics.require(topic);
    int largest = limits.of(topic);
    WatchingProducer producer = producers.producer(source, largest);
    int count = partitions(producer, topic);
    topics.refuseOther(topic, producer.topics().id(topic));
    topics.compare(source, topic, count);
    return new Route(
        source,
        topic,
        count,
        producers.batch(largest),
        producer,
        producer.firstRecords(topic),
        inFlight);
  }

  /** As the producer sees it, which asks the cluster for a topic that is new to it. */
  private int partitions(WatchingProducer producer, String topic) {
    int known = producer.topics().partitions(topic);
    if (known > 0) {
      return known;
    }
    try {
      return producer.partitionsFor(topic).size();
    } catch (KafkaException e) {
      topics.forget(topic);
      throw producers.failure("asking for the partitions of " + topic, e);
    }
  }

  /**
   * What is in flight to a topic that was deleted is never answered: it is given up, and the topics
   * are asked for anew.
   */
  private void refuseChanged() {
    for (WatchingProducer producer : producers.open()) {
      if (producer.topics().changed()) {
        for (String topic : producer.topics().changedTopics()) {
          if (topics.knows(topic)) {
            producers.renew();
            throw topics.changed(topic, producer.topics().fate(topic));
          }
        }
      }
    }
  }

  private void send(Message message, int partition, Route route, Turn turn, int size) {
    Answer answer =
        turn == Turn.FIRST
            ? new FirstAnswer(route, message.offset(), alone ? message : null, size, partition)
            : new Answer(route, message.offset(), alone ? message : null, size);
    try {
      var _ = route.producer().send(Timed.record(message, route.topic(), partition), answer);
    } catch (KafkaException e) {
      answer.onCompletion(null, e);
    }
  }

  /** By Kafka's own rule for keys: the client would ask it anew, and tell us too late. */
  private int partition(Message message, Route route) {
    byte[] key = message.key();
    return switch (partitioning) {
      case SAME -> message.source().index();
      case BY_KEY ->
          key == null
              ? message.source().index() % route.count()
              : BuiltInPartitioner.partitionForKey(key, route.count());
    };
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
  private class Answer implements Callback {
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
        handed.refused(refusal(e), isTooLarge(e), size);
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
          e instanceof InvalidTimestampException,
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

  /** The answer to the first record of a partition: the others of the partition wait for it. */
  private final class FirstAnswer extends Answer {
    private final FirstRecords first;
    private final int partition;

    FirstAnswer(Route route, long offset, @Nullable Message whole, int size, int partition) {
      super(route, offset, whole, size);
      this.first = route.first();
      this.partition = partition;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception e) {
      first.answered(partition, e == null);
      super.onCompletion(metadata, e);
    }
  }

  private static boolean isTooLarge(Exception e) {
    return e instanceof RecordTooLargeException || e instanceof RecordBatchTooLargeException;
  }

  /** The broker names the bad record of a batch; its siblings get a plain exception. */
  private static boolean refuses(Exception e) {
    return isTooLarge(e)
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
      boolean changed =
          inFlight.takeTooLarge()
              ? limits.haveChanged()
              : complete && limits.haveRisen(System.nanoTime());
      if (changed) {
        producers.renew();
      }
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
      if (!answered) {
        refuseChanged();
        refuseStanding();
        return false;
      }
      if (backlog.isEmpty() || inFlight.hasFailed()) {
        return true;
      }
      inFlight.check(0);
      // what waits may wait for another writer's first record: nothing of ours is in flight then
      if (System.nanoTime() - deadline >= 0) {
        refuseChanged();
        return false;
      }
      Thread.sleep(1);
    }
  }

  /** What will never be answered as things are is given up, and sent again in another way. */
  private void refuseStanding() {
    Trouble trouble =
        switch (progress.of(inFlight.answered(), producers.open(), System.nanoTime())) {
          case MOVING -> null;
          case DIVIDING -> limits.lower(producers::batch, System.nanoTime());
          case STANDING -> topics.leadersAnswer() ? Progress.standing() : null;
        };
    if (trouble != null) {
      producers.renew();
      throw new RetryableException(trouble, null);
    }
  }

  @Override
  public void discard() {
    backlog = List.of();
    largeInFlight = false;
    inFlight = new InFlight();
    limits.forget();
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
        .peek(topics::require)
        .map(limits::of)
        .toList();
  }
}
