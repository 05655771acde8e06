package dev.sluice.stages.kafka;

import dev.sluice.kafka.WatchingProducer;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.schema.Settings;
import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Whether what was sent is being answered, and what may be wrong where it is not. A client tries
 * again for ever, which is right where the target is away and wrong where it will never take a
 * batch as it is. Belongs to the lane's thread.
 */
final class Progress {
  /** A batch that was refused as too large comes again at once, several times a second. */
  private static final Duration DIVIDING = Duration.ofSeconds(1);

  /** Beyond the time in which a client gives a request up and sends it again. */
  private static final Duration BEYOND_REQUEST = Duration.ofSeconds(15);

  private static final int REQUEST_TIMEOUT = 30_000;

  private final long standing;
  private long answered;
  private long splits;
  private long since;

  /** How it goes on. */
  enum Kind {
    /** Answers come, or may still come. */
    MOVING,
    /** Batches are refused as too large, divided and refused again. */
    DIVIDING,
    /** Nothing is answered for so long that no request explains it. */
    STANDING
  }

  /** To one target. */
  Progress(KafkaWriter.Target target) {
    this.standing = requestTimeout(target).plus(BEYOND_REQUEST).toNanos();
    this.since = System.nanoTime();
  }

  private static Duration requestTimeout(KafkaWriter.Target target) {
    Settings settings = target.settings();
    Object said =
        settings
            .get(KafkaTargetType.PROPERTIES)
            .getOrDefault(
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                String.valueOf(
                    target
                        .cluster()
                        .connection()
                        .properties()
                        .getOrDefault(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT)));
    return Duration.ofMillis(Long.parseLong(String.valueOf(said).strip()));
  }

  /**
   * Something is sent, and nothing was in flight before it.
   *
   * @param bytes that were answered so far
   */
  void begin(long bytes, Collection<WatchingProducer> producers, long now) {
    answered = bytes;
    splits = splits(producers);
    since = now;
  }

  private static long splits(Collection<WatchingProducer> producers) {
    return producers.stream().mapToLong(WatchingProducer::splits).sum();
  }

  /**
   * Asked while answers are waited for.
   *
   * @param bytes that were answered so far
   * @param now of a clock that goes steadily, in nanoseconds
   */
  Kind of(long bytes, Collection<WatchingProducer> producers, long now) {
    if (bytes != answered) {
      begin(bytes, producers, now);
      return Kind.MOVING;
    }
    if (now - since > DIVIDING.toNanos() && splits(producers) > splits) {
      begin(bytes, producers, now);
      return Kind.DIVIDING;
    }
    if (now - since > standing && producers.stream().noneMatch(WatchingProducer::throttled)) {
      since = now;
      return Kind.STANDING;
    }
    return Kind.MOVING;
  }

  /** What to tell where the leaders answer and the producer makes no progress. */
  static Trouble standing() {
    return new Trouble(
        ProblemCode.UNREACHABLE,
        "the target's brokers answer, but no record is acknowledged: the producer is given up, and"
            + " another one repeats what was in flight",
        "See the brokers' logs if this comes again");
  }
}
