package dev.sluice.kafka;

import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * The transactions of one lane: one producer for each slot that it owns, under a transactional id
 * that nobody else's slot has. Who claims a slot fences its previous owner and ends what that left
 * open (KIP-98). Belongs to the lane's thread; what takes a round trip is done for all slots at a
 * time.
 */
public final class SlotTransactions implements AutoCloseable {
  /** Opens producers. */
  public interface Opening {
    /** Told before the first producer is opened, and whenever more partitions come. */
    void prepare(Set<Partition> sources);

    /** A producer that was not initialised yet. */
    WatchingProducer open(String transactionalId);
  }

  /** A slot that is the lane's, and whether a transaction is open in it. */
  private static final class Held {
    private final WatchingProducer producer;
    private boolean open;
    private boolean broken;

    Held(WatchingProducer producer) {
      this.producer = producer;
    }
  }

  private static final long CLOSED = Long.MAX_VALUE;

  private final KafkaErrors errors;
  private final String prefix;
  private final Slots slots;
  private final Opening opening;
  private final Duration timeout;
  private final Map<Integer, Held> held = new TreeMap<>();
  private volatile long openSince = CLOSED;
  private final ExecutorService together =
      Executors.newThreadPerTaskExecutor(
          Thread.ofPlatform().daemon().name("sluice-slot-", 0).factory());

  /**
   * Of one lane.
   *
   * @param prefix of the transactional ids; the slot's number follows
   * @param timeout after which the brokers abort a transaction that nobody ends
   */
  public SlotTransactions(
      KafkaErrors errors, String prefix, Slots slots, Duration timeout, Opening opening) {
    this.timeout = timeout;
    this.errors = errors;
    this.prefix = prefix;
    this.slots = slots;
    this.opening = opening;
  }

  private int slot(Partition partition) {
    return slots.of(partition.topic(), partition.index());
  }

  private Set<Integer> slots(Collection<Partition> partitions) {
    return partitions.stream().map(this::slot).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Fences the previous owners of all slots of these partitions that are not held already. */
  public void claim(Set<Partition> partitions) {
    opening.prepare(partitions);
    Set<Integer> fresh = slots(partitions);
    fresh.removeIf(slot -> held.containsKey(slot) && !held.get(slot).broken);
    dropAll(fresh);
    Map<Integer, Held> opened = new TreeMap<>();
    try {
      fresh.forEach(slot -> opened.put(slot, new Held(opening.open(prefix + slot))));
      eachAtOnce("claiming slots", opened.values(), each -> each.producer.initTransactions());
    } catch (RuntimeException e) {
      opened.values().forEach(SlotTransactions::abandon);
      throw e;
    }
    held.putAll(opened);
  }

  /**
   * The producer for a source partition's records, with its transaction open.
   *
   * @throws RetryableException where the slot must be claimed again
   */
  public WatchingProducer writing(Partition source) {
    Held slot = held.get(slot(source));
    if (slot == null || slot.broken) {
      throw errors.translate(
          "writing", new org.apache.kafka.common.errors.TimeoutException("the slot is not held"));
    }
    begin(slot);
    return slot.producer;
  }

  private void begin(Held slot) {
    if (!slot.open) {
      try {
        slot.producer.beginTransaction();
        slot.open = true;
        openSince = Math.min(openSince, System.nanoTime());
      } catch (KafkaException e) {
        slot.broken = true;
        throw failure("beginning a transaction", e);
      }
    }
  }

  /**
   * Commits the slots of these partitions, each by itself.
   *
   * @param last sends what makes the transactions whole
   * @throws FencedException where a slot is somebody else's now
   */
  public void commit(Set<Partition> partitions, LastRecords last) {
    Map<Integer, Set<Partition>> bySlot =
        partitions.stream()
            .collect(Collectors.groupingBy(this::slot, TreeMap::new, Collectors.toSet()));
    bySlot.values().forEach(ofSlot -> send(ofSlot, last));
    List<Held> toCommit = bySlot.keySet().stream().map(held::get).toList();
    eachAtOnce(
        "committing",
        toCommit,
        each -> {
          each.producer.commitTransaction();
          each.open = false;
        });
    if (held.values().stream().noneMatch(each -> each.open)) {
      openSince = CLOSED;
    }
  }

  private void send(Set<Partition> ofSlot, LastRecords last) {
    Partition any = ofSlot.iterator().next();
    Producer<byte[], byte[]> producer = writing(any);
    try {
      last.send(ofSlot, producer);
    } catch (KafkaException e) {
      java.util.Objects.requireNonNull(held.get(slot(any))).broken = true;
      throw failure("saving", e);
    }
  }

  /** Sends what a transaction ends with. */
  public interface LastRecords {
    /** Once for each slot, with all of its partitions that are committed. */
    void send(Set<Partition> ofSlot, Producer<byte[], byte[]> producer);
  }

  /**
   * Aborts what is open.
   *
   * @return whether all slots are still held; else they must be claimed again
   */
  public boolean abort() {
    List<Held> open = held.values().stream().filter(each -> each.open && !each.broken).toList();
    try {
      eachAtOnce(
          "aborting",
          open,
          each -> {
            each.producer.abortTransaction();
            each.open = false;
          });
    } catch (RetryableException | FatalException | FencedException e) {
      // what could not be aborted is broken: its next owner ends it
    } finally {
      openSince = CLOSED;
    }
    return held.values().stream().noneMatch(each -> each.broken);
  }

  /** The producers of all slots that the lane holds. */
  public List<WatchingProducer> producers() {
    return held.values().stream().map(each -> each.producer).toList();
  }

  /** All slots must be claimed again, by other producers, before anything is written. */
  public void renew() {
    held.values().forEach(each -> each.broken = true);
  }

  /** Lets the slots of these partitions go; nothing is open in them. */
  public void release(Set<Partition> partitions) {
    dropAll(slots(partitions));
  }

  private void dropAll(Collection<Integer> gone) {
    gone.forEach(slot -> {
      Held old = held.remove(slot);
      if (old != null) {
        abandon(old);
      }
    });
  }

  private static void abandon(Held slot) {
    try {
      slot.producer.close(Duration.ZERO);
    } catch (KafkaException e) {
      // it is closed as far as it can be
    }
  }

  /** One failure is thrown, when all have ended; whatever failed is broken. */
  private void eachAtOnce(String doing, Collection<Held> all, Consumer<Held> call) {
    List<Future<?>> calls = new ArrayList<>();
    for (Held each : all) {
      calls.add(
          together.submit(() -> {
            try {
              call.accept(each);
            } catch (KafkaException | IllegalStateException e) {
              each.broken = true;
              throw failure(doing, e);
            }
          }));
    }
    RuntimeException failure = null;
    for (Future<?> each : calls) {
      try {
        each.get();
      } catch (ExecutionException e) {
        RuntimeException met =
            e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e);
        failure = failure == null || met instanceof FencedException ? met : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = errors.translate(doing, new InterruptException(e));
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** What a transactional producer's error means. */
  public RuntimeException failure(String doing, Throwable e) {
    if (KafkaErrors.isCause(e, ProducerFencedException.class)
        || KafkaErrors.isCause(e, InvalidProducerEpochException.class)) {
      long since = openSince; // the brokers answer alike to who is fenced and to who is late
      if (since != CLOSED && System.nanoTime() - since > timeout.toNanos()) {
        return late(e);
      }
      return new FencedException(doing + ": another runner owns the slot now");
    }
    if (KafkaErrors.isCause(e, CommitFailedException.class)) {
      return new RetryableException(
          new Trouble(
              ProblemCode.CHECKPOINT_HELD,
              doing
                  + ": partitions were being divided anew in the group, so the transaction is"
                  + " aborted and its records are read again",
              "This passes when the members of the group stay the same for a while"),
          e);
    }
    return errors.translateProducers(doing, e);
  }

  private RetryableException late(Throwable e) {
    return new RetryableException(
        new Trouble(
            ProblemCode.SLOW_TARGET,
            "a transaction was open for longer than "
                + timeout.toSeconds()
                + " s, and the brokers aborted it: the target does not take so much in that time."
                + " The next transactions hold less",
            "Check the target's load and its quotas for this user"),
        e);
  }

  @Override
  public void close() {
    dropAll(List.copyOf(held.keySet()));
    together.close();
  }
}
