package dev.sluice.kafka;

import dev.sluice.problem.FencedException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;

/**
 * A lane's membership in its consumer group, for whoever commits in the lane's name: the group
 * takes commits of its members alone, and of none that it has thrown out. Belongs to the lane's
 * thread.
 */
public final class GroupSeat {
  /** Below every rebalance time-out: a callback may be what commits. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final KafkaErrors errors;
  private final String mark;
  private @Nullable Consumer<byte[], byte[]> member;

  /**
   * Nobody sits in it yet.
   *
   * @param mark what the members of this lane call themselves, to be told from others; or empty
   */
  public GroupSeat(KafkaErrors errors, String mark) {
    this.errors = errors;
    this.mark = mark;
  }

  /** What the members of this lane call themselves, or empty. */
  public String mark() {
    return mark;
  }

  /** This one reads for the lane from now on. */
  public void take(Consumer<byte[], byte[]> consumer) {
    member = consumer;
  }

  /**
   * Commits, and waits for the answer.
   *
   * @return false where the group is being divided anew at this moment: the member must be polled
   *     first
   * @throws FencedException where the group has gone on without this member
   */
  public boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      member().commitSync(offsets, PATIENCE);
      return true;
    } catch (RebalanceInProgressException e) {
      return false;
    } catch (CommitFailedException | FencedInstanceIdException e) {
      throw new FencedException("saving: the group has gone on without this member");
    } catch (KafkaException e) {
      throw errors.translate("saving to the group", e);
    }
  }

  /** What a transaction proves the membership with (KIP-447). */
  public ConsumerGroupMetadata metadata() {
    return member().groupMetadata();
  }

  private Consumer<byte[], byte[]> member() {
    return Objects.requireNonNull(member, "nobody reads for the lane");
  }
}
