package dev.sluice.stage;

import dev.sluice.message.LogRange;
import dev.sluice.message.OpenTransaction;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.sync.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the source stages of a pipeline read on one cluster: questions about it, and readers of it.
 * Safe for several threads. Every call may throw {@link dev.sluice.problem.RetryableException} or
 * {@link dev.sluice.problem.FatalException}.
 */
public interface Source extends AutoCloseable {
  /** The cluster's id. */
  String cluster();

  /**
   * The topics that are there now and that a stage reads, with that stage's name.
   *
   * @throws dev.sluice.problem.FatalException where two stages want one topic
   */
  Map<String, String> topics();

  /**
   * The same, for who looks again and again for new ones: the answer may be a tenth of {@link
   * #discovery} old.
   */
  default Map<String, String> discovered() {
    return topics();
  }

  /**
   * Asked at the start: whether every stage finds what it must.
   *
   * @throws dev.sluice.problem.FatalException where a topic is missing that must be there
   */
  void requireTopics();

  /**
   * Asked at the start: whether others read with the pipeline's group who keep its positions in
   * another way. What they save would not be seen here, nor ours there.
   *
   * @throws dev.sluice.problem.FatalException where there are some
   */
  void refuseOtherMembers();

  /**
   * Who else is in the pipeline's group now, and is no runner that keeps its positions as this one:
   * what the group gives them is not read here.
   */
  default List<String> foreignMembers() {
    return List.of();
  }

  /** How often new topics and partitions are looked for. */
  Duration discovery();

  /** The logs of all partitions of some topics; one that vanished meanwhile is left out. */
  Map<Partition, LogRange> describe(Collection<String> topics);

  /**
   * The same, for people: perhaps with other topics, too.
   *
   * @param age how old the answer may be
   */
  default Map<Partition, LogRange> glance(Collection<String> topics, Duration age) {
    return describe(topics);
  }

  /** The ids of some topics as they are now, in one request; one that is not there is left out. */
  Map<String, String> topicIds(Collection<String> topics);

  /**
   * How long the logs of some topics keep a record before they may drop it for its age; topics that
   * never do are left out.
   */
  Map<String, Duration> retention(Collection<String> topics);

  /**
   * The transactions that hold back the ends of some logs; a partition without one is left out.
   *
   * @throws dev.sluice.problem.FatalException where the source may not be asked
   */
  default Map<Partition, OpenTransaction> openTransactions(Collection<Partition> partitions) {
    return Map.of();
  }

  /** The first offset at or after a moment; the end where there is none. */
  Map<Partition, Long> offsetsAt(Collection<Partition> partitions, Instant moment);

  /** Who last told the source positions outside of a group, or null; see {@link Mirror}. */
  @Nullable String mirrorOwner(Set<Partition> partitions);

  /** The offsets that a group has committed on the cluster; partitions without any left out. */
  Map<Partition, Long> committed(String group);

  /**
   * The positions that earlier runs of the pipeline have told the source; see {@link Mirror}.
   * Nothing where none are told, or the told ones are the checkpoint.
   */
  default Told told() {
    return Told.NOTHING;
  }

  /** The source forgets what it was told of these. */
  default void forgetTold(Set<Partition> partitions) {}

  /**
   * Positions that the logs hold, and that were taken in other logs of the same name and id, such
   * as those from before a snapshot was restored: just before the position lies another record than
   * the one that was read last, as far as its timestamp tells.
   */
  default Set<Partition> notAsRead(Map<Partition, Position> positions) {
    return Set.of();
  }

  /** Tells the source that positions are the identity's from now on; see {@link Mirror}. */
  void takeOver(Map<Partition, Position> positions, String identity);

  /** Does not throw. */
  @Override
  void close();
}
