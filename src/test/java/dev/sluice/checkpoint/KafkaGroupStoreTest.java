package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.checkpoint.kafka.GroupLedger;
import dev.sluice.checkpoint.kafka.KafkaGroupStore;
import dev.sluice.kafka.ClusterAccess;
import dev.sluice.kafka.GroupSeat;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.RetryableException;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With members of the classic protocol: an administrator can throw these out of their group. */
class KafkaGroupStoreTest implements CheckpointStoreContract {
  private static String servers;
  private static Topics topics;
  private static KafkaCluster cluster;
  private static String orders;
  private static String elsewhere;

  private final List<String> notes = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void connect() {
    servers = TestBroker.shared().bootstrapServers();
    topics = new Topics(servers);
    cluster = new KafkaCluster(KafkaConnection.plain("test", servers));
    orders = topics.create(Topics.name("orders"), 2);
    elsewhere = topics.create(Topics.name("elsewhere"), 1);
  }

  @AfterAll
  static void disconnect() {
    cluster.close();
    topics.close();
  }

  @Override
  public KafkaGroupStore open(String pipeline) {
    return new KafkaGroupStore(cluster, pipeline, () -> member(pipeline), notes::add);
  }

  private static Consumer<byte[], byte[]> member(String group) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            ConsumerConfig.GROUP_ID_CONFIG,
            group,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none",
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  @Override
  public Partition partition(int index) {
    return new Partition(cluster.id(), orders, index);
  }

  @Override
  public Partition elsewhere() {
    return new Partition(cluster.id(), elsewhere, 0);
  }

  /** With names so long that they do not go into one commit. */
  @Override
  public List<Partition> many() {
    String name = Topics.name("many");
    String topic = topics.create(name + "x".repeat(200 - name.length()), 1_500);
    return IntStream.range(0, 1_500)
        .mapToObj(index -> new Partition(cluster.id(), topic, index))
        .toList();
  }

  @Override
  public Ledger lane(CheckpointStore store, String owner) {
    return new Lane((KafkaGroupStore) store, InstantSource.system());
  }

  /** A lane whose claim is a membership: of all others the group has let go. */
  private final class Lane implements Ledger {
    private final GroupSeat seat = new GroupSeat(cluster.errors(), "");
    private final GroupLedger ledger;
    private final String group;
    private final List<Consumer<byte[], byte[]>> open = new ArrayList<>();

    Lane(KafkaGroupStore store, InstantSource clock) {
      ledger = new GroupLedger(store, seat, null, clock);
      group = store.group();
    }

    @Override
    public boolean transactional() {
      return ledger.transactional();
    }

    @Override
    public Checkpoint claim(Set<Partition> partitions) {
      if (new ClusterAccess(cluster).members(group) > 0) {
        topics
            .admin()
            .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions());
      }
      Consumer<byte[], byte[]> member = member(group);
      open.add(member);
      seat.take(member);
      member.subscribe(
          partitions.stream().map(Partition::topic).collect(Collectors.toSet()),
          new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
              member.pause(assigned);
              assigned.forEach(each -> member.seek(each, 0));
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
              // nothing was read
            }
          });
      Set<TopicPartition> wanted =
          partitions.stream().map(KafkaCluster::kafkas).collect(Collectors.toSet());
      while (!member.assignment().containsAll(wanted)) {
        member.poll(Duration.ofMillis(50));
      }
      return ledger.claim(partitions);
    }

    @Override
    public boolean save(Map<Partition, Position> positions) {
      return ledger.save(positions);
    }

    @Override
    public Set<Partition> fading(boolean last) {
      return ledger.fading(last);
    }

    @Override
    public void release(Set<Partition> partitions) {
      ledger.release(partitions);
    }

    @Override
    public boolean discard() {
      return ledger.discard();
    }

    @Override
    public void close() {
      open.forEach(Consumer::close);
    }
  }

  @Test
  void whileTheGroupHasMembersNothingIsPinned() {
    String pipeline = pipeline();
    try (KafkaGroupStore store = open(pipeline);
        Ledger other = lane(store, "other")) {
      other.claim(Set.of(partition(0)));
      assertThatThrownBy(() ->
              store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp")))
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("1 member");
      assertThatThrownBy(() ->
              store.pin(
                  new Pin.Replaced(
                      Checkpoint.EMPTY,
                      Checkpoint.EMPTY.withPositions(Map.of(partition(0), FULL_POSITION)))))
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("the group has members");
      assertThat(store.load()).isEqualTo(Checkpoint.EMPTY);
    }
  }

  /** A group forgets by age: what does not move is committed again in time. */
  @Test
  void whatDoesNotMoveIsCommittedAgainWellBeforeItFades() {
    AtomicReference<Instant> now = new AtomicReference<>(THEN);
    try (KafkaGroupStore store = open(pipeline());
        Lane lane = new Lane(store, now::get)) {
      store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp"));
      lane.claim(Set.of(partition(0)));
      assertThat(lane.fading(false)).containsExactly(partition(0));
      assertThat(lane.save(Map.of(partition(0), FULL_POSITION))).isTrue();
      assertThat(lane.fading(true)).isEmpty();
      now.set(THEN.plus(Duration.ofMinutes(2)));
      assertThat(lane.fading(false)).isEmpty();
      assertThat(lane.fading(true)).containsExactly(partition(0));
      now.set(THEN.plus(Duration.ofMinutes(61)));
      assertThat(lane.fading(false)).containsExactly(partition(0));
      lane.release(Set.of(partition(0)));
      assertThat(lane.fading(true)).isEmpty();
    }
  }

  /** What is pinned while the group has members is written with what they save. */
  @Test
  void whatCannotBePinnedNowIsSavedSoon() {
    String pipeline = pipeline();
    try (KafkaGroupStore store = open(pipeline);
        Lane lane = new Lane(store, () -> THEN)) {
      store.pin(firstStart(Map.of(partition(0), FULL_POSITION)));
      lane.claim(Set.of(partition(0)));
      lane.save(Map.of(partition(0), FULL_POSITION));
      assertThat(lane.fading(false)).isEmpty();
      store.pin(new Pin.LowerBounds(THEN, Map.of(partition(0), 80L)));
      store.pin(new Pin.Fingerprint("another"));
      assertThat(lane.fading(false)).containsExactly(partition(0));
      lane.save(Map.of(partition(0), FULL_POSITION));
      assertThat(lane.fading(false)).isEmpty();
    }
    try (KafkaGroupStore again = open(pipeline)) {
      assertThat(again.load().bounds().ends()).containsEntry(partition(0), 80L);
      assertThat(again.load().fingerprint()).isEqualTo("another");
    }
  }

  @Test
  void theFirstStartSaysThatNothingWasThere() {
    try (KafkaGroupStore store = open(pipeline())) {
      store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp"));
      assertThat(notes).singleElement().asString().contains("expired");
    }
  }

  /** What it cannot keep it refuses, rather than to lose it unseen. */
  @Test
  void positionsOfAnotherClusterAreRefused() {
    try (KafkaGroupStore store = open(pipeline())) {
      Checkpoint empty = store.load();
      assertThatThrownBy(() ->
              store.pin(
                  new Pin.Replaced(
                      empty,
                      empty.withPositions(
                          Map.of(new Partition("another", orders, 0), FULL_POSITION)))))
          .isInstanceOf(FatalException.class)
          .hasMessageContaining("keeps positions of the cluster that is read");
      assertThatThrownBy(() ->
              store.pin(
                  new Pin.Replaced(empty, new Checkpoint(null, null, THEN, null, null, Map.of()))))
          .isInstanceOf(FatalException.class)
          .hasMessageContaining("has no partition yet");
    }
  }

  /** What another tool has set is where the pipeline goes on; what another store has set is not. */
  @Test
  void plainOffsetsAreAdoptedAndForeignMarksAreRefused() {
    String pipeline = pipeline();
    cluster.commit(pipeline, Map.of(KafkaCluster.kafkas(partition(0)), new OffsetAndMetadata(17)));
    try (KafkaGroupStore store = open(pipeline)) {
      assertThat(store.load().positions()).containsEntry(partition(0), Position.starting(17, null));
    }
    cluster.commit(
        pipeline,
        Map.of(KafkaCluster.kafkas(partition(1)), new OffsetAndMetadata(3, "directory-of-a-file")));
    try (KafkaGroupStore store = open(pipeline)) {
      assertThatThrownBy(store::load)
          .isInstanceOf(FatalException.class)
          .hasMessageContaining("the mark of somebody else: directory-of-a-file");
    }
    cluster.commit(
        pipeline,
        Map.of(KafkaCluster.kafkas(partition(1)), new OffsetAndMetadata(3, "sluice/2 x y")));
    try (KafkaGroupStore store = open(pipeline)) {
      assertThatThrownBy(store::load)
          .isInstanceOf(FatalException.class)
          .hasMessageContaining("is of version 2; this release reads up to 1");
    }
  }

  /** A pin of several parts counts when its last one is there. */
  @Test
  void halfAPinIsNone() {
    String pipeline = pipeline();
    cluster.commit(
        pipeline,
        Map.of(
            KafkaCluster.kafkas(partition(0)),
            new OffsetAndMetadata(17, "sluice/1 fk0 hfp pk0 s1")));
    try (KafkaGroupStore store = open(pipeline)) {
      assertThat(store.load()).isEqualTo(Checkpoint.EMPTY);
    }
    cluster.commit(
        pipeline,
        Map.of(KafkaCluster.kafkas(partition(1)), new OffsetAndMetadata(4, "sluice/1 fk0 hfp s4")));
    try (KafkaGroupStore store = open(pipeline)) {
      assertThat(store.load().positions()).containsOnlyKeys(partition(0), partition(1));
    }
  }

  @Test
  void theFormIsPinned() {
    String pipeline = pipeline();
    try (KafkaGroupStore store = open(pipeline)) {
      store.pin(
          new Pin.FirstStart(
              THEN,
              Map.of(partition(0), FULL_POSITION),
              new dev.sluice.message.Bounds(THEN, Map.of(partition(0), 100L)),
              "0123456789abcdef"));
    }
    OffsetAndMetadata entry = cluster.committed(pipeline).get(KafkaCluster.kafkas(partition(0)));
    assertThat(entry.metadata())
        .isEqualTo("sluice/1 fmjuohs3f h0123456789abcdef bmjuohs3f e2s s7 iXy-topic-id tloyw3v28");
    assertThat(entry.offset()).isEqualTo(42);
    assertThat(entry.leaderEpoch()).contains(3);
  }
}
