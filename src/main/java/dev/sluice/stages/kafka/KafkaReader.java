package dev.sluice.stages.kafka;

import dev.sluice.kafka.CommitMetadata;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.jspecify.annotations.Nullable;

/** Reads with a Kafka consumer. */
final class KafkaReader implements Reader {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final KafkaCluster cluster;
  private final KafkaSource.Config config;
  private final Membership membership;
  private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
  private final PollBudget budget;
  private @Nullable Listener listener;
  private boolean warned;
  private boolean dead;

  KafkaReader(
      KafkaCluster cluster,
      KafkaSource.Config config,
      Membership membership,
      PollBudget budget,
      org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
    this.budget = budget;
    this.cluster = cluster;
    this.config = config;
    this.membership = membership;
    this.consumer = consumer;
  }

  @Override
  public void subscribe(Collection<String> topics, Assignment assignment) {
    Listener heard = new Listener(assignment);
    listener = heard;
    doing("subscribing", () -> membership.subscribe(consumer, topics, heard));
  }

  @Override
  public List<Batch> poll(Duration wait, long most) {
    if (consumer.subscription().isEmpty() && consumer.assignment().isEmpty()) {
      idle(wait); // none of its topics is there now: a consumer refuses to be polled then
      return List.of();
    }
    budget.begin(Math.min(most, config.memory() / 4));
    try {
      return batches(consumer.poll(wait));
    } catch (OffsetOutOfRangeException e) {
      outOfRange(e);
      return List.of();
    } catch (NoOffsetForPartitionException e) {
      // the client looked for a committed offset before it told us of the partition; we seek
      // ourselves
      return List.of();
    } catch (UnknownServerException e) {
      dead = true; // a consumer that met this in its heartbeat never joins again
      throw cluster.errors().translate("reading", e);
    } catch (KafkaException e) {
      throw isDamaged(e) ? damaged(e) : cluster.errors().translate("reading", e);
    } catch (IllegalStateException e) {
      throw unassigned("reading", e);
    }
  }

  /**
   * The client has no class for it: neither for a batch that it refuses, nor for a broker's word.
   */
  private static boolean isDamaged(KafkaException e) {
    String told = String.valueOf(e.getMessage());
    return e instanceof CorruptRecordException
        || told.startsWith("Received exception when fetching the next record")
        || told.startsWith("Encountered corrupt message");
  }

  private FatalException damaged(KafkaException e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new FatalException(
        new Trouble(
            ProblemCode.CORRUPT_RECORD,
            "reading on " + cluster.connection() + ": a batch is damaged: " + cause.getMessage(),
            "Restore the partition from a replica. To go on without the batch, which loses its"
                + " records: sluice offsets set --topic T --partition P --offset N, with an offset"
                + " behind it"),
        e);
  }

  @Override
  public boolean isDead() {
    return dead;
  }

  @Override
  public boolean isMember() {
    return config.alone() || consumer.groupMetadata().generationId() >= 0;
  }

  /** What is told late may be about partitions that have left meanwhile. */
  private void outOfRange(OffsetOutOfRangeException e) {
    Map<Partition, Long> gone = new HashMap<>();
    for (TopicPartition partition : e.partitions()) {
      if (consumer.assignment().contains(partition)) {
        doing("pausing", () -> consumer.pause(List.of(partition)));
        gone.put(cluster.ours(partition), divergence(e, partition));
      }
    }
    if (listener != null && !gone.isEmpty()) {
      listener.assignment.outOfRange(gone);
    }
  }

  private static long divergence(OffsetOutOfRangeException e, TopicPartition partition) {
    if (!(e instanceof LogTruncationException truncation)) {
      return Assignment.NOT_CUT_OFF;
    }
    OffsetAndMetadata divergent = truncation.divergentOffsets().get(partition);
    return divergent == null ? 0 : divergent.offset();
  }

  private static void idle(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of every partition that moved, be it over markers and compacted records alone. */
  private List<Batch> batches(ConsumerRecords<byte[], byte[]> records) {
    List<Batch> batches = new ArrayList<>();
    records
        .nextOffsets()
        .forEach((partition, next) -> {
          Partition source = cluster.ours(partition);
          List<Message> messages = new PolledMessages(source, records.records(partition));
          batches.add(new Batch(source, messages, next.offset(), next.leaderEpoch().orElse(-1)));
        });
    return batches;
  }

  @Override
  public void seek(Partition partition, long offset, int leaderEpoch) {
    TopicPartition kafkas = KafkaCluster.kafkas(partition);
    Optional<Integer> epoch = leaderEpoch < 0 ? Optional.empty() : Optional.of(leaderEpoch);
    doing("seeking", () -> consumer.seek(kafkas, new OffsetAndMetadata(offset, epoch, "")));
  }

  @Override
  public void pause(Collection<Partition> partitions) {
    doing("pausing", () -> consumer.pause(kafkas(partitions)));
  }

  @Override
  public void resume(Collection<Partition> partitions) {
    doing("resuming", () -> consumer.resume(kafkas(partitions)));
  }

  @Override
  public void tell(Map<Partition, Position> positions, boolean last) {
    boolean onlooker = config.part() == KafkaSource.Part.ONLOOKER;
    if (onlooker || !config.mirror().enabled() || positions.isEmpty()) {
      return;
    }
    String owner = config.mirror().owner();
    if (owner != null) {
      refuseOtherOwner(owner, positions.keySet());
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    positions.forEach((partition, position) ->
        offsets.put(
            KafkaCluster.kafkas(partition),
            new OffsetAndMetadata(
                position.next(),
                position.leaderEpoch() < 0 ? Optional.empty() : Optional.of(position.leaderEpoch()),
                owner == null ? "" : owner)));
    try {
      if (last) {
        consumer.commitSync(offsets, CLOSING);
      } else {
        consumer.commitAsync(offsets, (committed, e) -> warn(e));
      }
    } catch (KafkaException e) {
      warn(e);
    }
  }

  private void refuseOtherOwner(String owner, Set<Partition> partitions) {
    Set<TopicPartition> asked = Set.copyOf(kafkas(partitions));
    try {
      consumer.committed(asked, CLOSING).values().stream()
          .filter(java.util.Objects::nonNull)
          .map(OffsetAndMetadata::metadata)
          .filter(other -> CommitMetadata.isIdentity(other) && !other.equals(owner))
          .findFirst()
          .ifPresent(other -> {
            throw new FatalException(
                ProblemCode.CHECKPOINT_HELD,
                "another checkpoint directory keeps the positions of this pipeline: "
                    + other
                    + "; this one is "
                    + owner,
                "Run it with one of the two alone");
          });
    } catch (KafkaException e) {
      warn(e);
    }
  }

  private void warn(@Nullable Exception e) {
    if (e != null && !warned) {
      warned = true;
      config
          .warn()
          .accept(
              "the positions cannot be committed to the group "
                  + config.group()
                  + " on the source (they are safe in the checkpoint; the group's lag is not to be trusted): "
                  + e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      consumer.close(CloseOptions.timeout(CLOSING));
    } catch (KafkaException | StageException e) {
      config.warn().accept("the consumer did not close cleanly: " + e.getMessage());
    }
  }

  private void doing(String what, Runnable call) {
    try {
      call.run();
    } catch (KafkaException e) {
      throw cluster.errors().translate(what, e);
    } catch (IllegalStateException e) {
      throw unassigned(what, e);
    }
  }

  /**
   * Under the newer group protocol a thread of the client's own takes partitions away, and a call
   * that is about one of them just then fails (KAFKA-16227 has mended one such place). What a poll
   * had collected of other partitions is lost with it: whoever catches this seeks them all again.
   */
  private RuntimeException unassigned(String doing, IllegalStateException e) {
    String told = String.valueOf(e.getMessage());
    return told.startsWith("No current assignment")
        ? new RetryableException(
            new Trouble(
                ProblemCode.UNREACHABLE,
                doing + " on " + cluster.connection() + ": the group has moved on: " + told,
                "Nothing is to be done where a runner was stopped or cut off for a while"),
            e)
        : e;
  }

  private Set<Partition> ours(Collection<TopicPartition> partitions) {
    return partitions.stream().map(cluster::ours).collect(Collectors.toSet());
  }

  private static List<TopicPartition> kafkas(Collection<Partition> partitions) {
    return partitions.stream().map(KafkaCluster::kafkas).toList();
  }

  /**
   * Hears Kafka's callbacks; a new partition is paused and sought before anybody else hears of it.
   */
  private final class Listener implements ConsumerRebalanceListener {
    private final Assignment assignment;

    Listener(Assignment assignment) {
      this.assignment = assignment;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      consumer.pause(partitions);
      partitions.forEach(partition -> consumer.seek(partition, 0));
      told(partitions, assignment::assigned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      told(partitions, assignment::revoked);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      told(partitions, assignment::lost);
    }

    private void told(Collection<TopicPartition> partitions, Consumer<Set<Partition>> hears) {
      if (!partitions.isEmpty()) {
        hears.accept(ours(partitions));
      }
    }
  }
}
