package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.ClaimLostException;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.kafka.AbandonedTransactions;
import dev.sluice.kafka.GroupSeat;
import dev.sluice.kafka.SlotTransactions;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FencedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A lane saves to the group that it reads with: by its own membership, so whoever the group has
 * gone on without is refused. Nothing has to be claimed for that; a claim reads what is committed,
 * and waits for transactions that are just being decided.
 *
 * <p>With exactly once the offsets go into the transaction that the lane's records are in (protocol
 * 6, KIP-447).
 */
public final class GroupLedger implements Ledger {
  /** What stands between a pipeline's prefix and a lane's mark in transactional ids. */
  public static final String MEMBER = "member.";

  /** Well within every retention: a group forgets positions so long after they were committed. */
  private static final Duration FADING = Duration.ofHours(1);

  /** As soon, where nobody saves after that. */
  private static final Duration FADING_AT_LAST = Duration.ofMinutes(1);

  /**
   * The lane's transactions.
   *
   * @param open one slot that everything is in
   * @param abandoned those of lanes that are gone
   * @param prefix of the transactional ids of all lanes
   */
  public record Transactions(
      SlotTransactions open, AbandonedTransactions abandoned, String prefix) {}

  private final KafkaGroupStore store;
  private final GroupSeat seat;
  private final @Nullable Transactions transactions;
  private final InstantSource clock;
  private final Map<Partition, Touch> touched = new HashMap<>();

  /** When a partition was committed last, and what was known of the pipeline then. */
  private record Touch(Instant at, int changes) {}

  /**
   * Of one lane.
   *
   * @param transactions what records and positions are in; null with at least once
   */
  public GroupLedger(
      KafkaGroupStore store,
      GroupSeat seat,
      @Nullable Transactions transactions,
      InstantSource clock) {
    this.store = store;
    this.seat = seat;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public boolean transactional() {
    return transactions != null;
  }

  @Override
  public Checkpoint claim(Set<Partition> partitions) {
    if (transactions != null) {
      if (!touched.keySet().containsAll(partitions)) { // else they are claimed again
        transactions.abandoned().end(transactions.prefix());
      }
      transactions.open().claim(partitions);
    }
    Checkpoint found = store.load();
    partitions.forEach(partition -> touched.putIfAbsent(partition, new Touch(Instant.EPOCH, 0)));
    return found;
  }

  @Override
  public boolean save(Map<Partition, Position> positions) {
    Touch touch = new Touch(clock.instant(), store.changes());
    List<Map<TopicPartition, OffsetAndMetadata>> parts = store.commits(positions);
    try {
      if (transactions != null) {
        commit(positions.keySet(), parts, transactions.open());
      } else if (!parts.stream().allMatch(seat::commit)) {
        return false;
      }
      store.saved(positions);
      positions.keySet().forEach(partition -> touched.put(partition, touch));
      return true;
    } catch (FencedException e) {
      throw new ClaimLostException(positions.keySet());
    }
  }

  /** What ends a transaction may fail for a rebalance alone: then it is aborted, and repeated. */
  private void commit(
      Set<Partition> partitions,
      List<Map<TopicPartition, OffsetAndMetadata>> parts,
      SlotTransactions open) {
    open.commit(
        partitions,
        (all, producer) ->
            parts.forEach(part -> producer.sendOffsetsToTransaction(part, seat.metadata())));
  }

  @Override
  public Set<Partition> fading(boolean last) {
    Instant before = clock.instant().minus(last ? FADING_AT_LAST : FADING);
    int changes = store.changes();
    return touched.entrySet().stream()
        .filter(
            entry -> entry.getValue().at().isBefore(before) || entry.getValue().changes() < changes)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public void release(Set<Partition> partitions) {
    touched.keySet().removeAll(partitions);
  }

  @Override
  public boolean discard() {
    return transactions == null || transactions.open().abort();
  }

  @Override
  public void close() {
    if (transactions != null) {
      transactions.open().close();
    }
  }
}
