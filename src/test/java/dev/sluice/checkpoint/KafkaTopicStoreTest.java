package dev.sluice.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.checkpoint.kafka.KafkaTopicStore;
import dev.sluice.checkpoint.kafka.SlotLedger;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.kafka.SlotTransactions;
import dev.sluice.kafka.Slots;
import dev.sluice.kafka.WatchingProducer;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaTopicStoreTest implements CheckpointStoreContract {
  private static Topics topics;
  private static KafkaCluster cluster;

  @BeforeAll
  static void connect() {
    String servers = TestBroker.shared().bootstrapServers();
    topics = new Topics(servers);
    cluster = new KafkaCluster(KafkaConnection.plain("test", servers));
  }

  @AfterAll
  static void disconnect() {
    cluster.close();
    topics.close();
  }

  @Override
  public ClaimStore open(String pipeline) {
    return new KafkaTopicStore(cluster, "_sluice.checkpoints", Optional.empty(), pipeline);
  }

  @Test
  void aTopicThatIsNotCompactedIsRefused() {
    String topic = topics.create(Topics.name("plain"), 1, Map.of("cleanup.policy", "delete"));
    assertThatThrownBy(() -> new KafkaTopicStore(cluster, topic, Optional.empty(), "p"))
        .isInstanceOf(FatalException.class)
        .hasMessageContaining("cleanup.policy=delete");
  }

  @Test
  void aStaleSaveThatLandedBehindAClaimIsWrittenOver() {
    String topic = topics.create(Topics.name("stale"), 1, Map.of("cleanup.policy", "compact"));
    String pipeline = pipeline();
    try (ClaimStore store = new KafkaTopicStore(cluster, topic, Optional.empty(), pipeline)) {
      store.claim("new", Set.of(partition(0), partition(1)));
      store.save("new", Map.of(partition(0), FULL_POSITION));
      String key =
          "[\""
              + pipeline
              + "\",\""
              + partition(0).cluster()
              + "\",\""
              + partition(0).topic()
              + "\","
              + partition(0).index()
              + "]";
      byte[] stale = CheckpointJson.writePosition(Position.starting(1, "x"), "zombie");
      topics.send(List.of(new ProducerRecord<>(topic, 0, Topics.bytes(key), stale)));

      assertThat(store.load().positions()).containsEntry(partition(0), FULL_POSITION);
      store.save("new", Map.of(partition(1), Position.starting(3, "x")));
      List<String> written = topics.values(topic);
      assertThat(written.subList(written.size() - 2, written.size()))
          .anySatisfy(value -> assertThat(value).contains("\"next\":42"));
    }
  }

  /** Who was fenced may still claim: that is no fence for who writes in transactions. */
  @Test
  void aClaimThatComesLateHidesNoPositionOfATransaction() {
    String pipeline = pipeline();
    KafkaTopicStore store = (KafkaTopicStore) open(pipeline);
    SlotTransactions transactions =
        new SlotTransactions(
            cluster.errors(),
            "sluice." + pipeline + ".",
            new Slots(8),
            java.time.Duration.ofSeconds(60),
            new Opening());
    try (store;
        Ledger ledger = new SlotLedger(store, "owner", transactions)) {
      ledger.claim(Set.of(partition(0)));
      store.claim("fenced meanwhile", Set.of(partition(0)));
      ledger.save(Map.of(partition(0), FULL_POSITION));
      ledger.save(Map.of(partition(0), FULL_POSITION.movedTo(50, 3, 1)));
    }
    try (ClaimStore next = open(pipeline)) {
      assertThat(next.load().positions().get(partition(0)).next()).isEqualTo(50);
    }
  }

  private static final class Opening implements SlotTransactions.Opening {
    @Override
    public void prepare(Set<Partition> sources) {
      // nothing but positions is written
    }

    @Override
    public WatchingProducer open(String transactionalId) {
      Map<String, Object> properties = new HashMap<>(Map.of("transactional.id", transactionalId));
      properties.put("bootstrap.servers", TestBroker.shared().bootstrapServers());
      return WatchingProducer.open(properties);
    }
  }

  @Test
  void aTopicThatIsCreatedAgainUnderAStoreIsNoticed() {
    String topic = topics.create(Topics.name("again"), 1, Map.of("cleanup.policy", "compact"));
    try (ClaimStore store = new KafkaTopicStore(cluster, topic, Optional.empty(), pipeline())) {
      store.claim("me", Set.of(partition(0), partition(1)));
      store.save("me", Map.of(partition(0), FULL_POSITION));
      topics.delete(topic);
      topics.create(topic, 1, Map.of("cleanup.policy", "compact"));
      assertThatThrownBy(() -> store.save("me", Map.of(partition(0), FULL_POSITION)))
          .isInstanceOf(FatalException.class)
          .hasMessageContaining("was cut off, or deleted and created again");
    }
  }

  /** Not once alone: what lies behind it was never read. */
  @Test
  void aNewerVersionIsRefusedEveryTime() {
    String topic = topics.create(Topics.name("newer"), 1, Map.of("cleanup.policy", "compact"));
    String pipeline = pipeline();
    byte[] newer = Topics.bytes("{\"version\":99}");
    topics.send(
        List.of(new ProducerRecord<>(topic, 0, Topics.bytes("[\"" + pipeline + "\"]"), newer)));
    try (ClaimStore store = new KafkaTopicStore(cluster, topic, Optional.empty(), pipeline)) {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(store::load)
            .isInstanceOf(FatalException.class)
            .hasMessageContaining("version 99");
      }
    }
  }

  /** With twice as many partitions half of all ids belong elsewhere. */
  @Test
  void aCheckpointIsFoundThoughPartitionsWereAdded() {
    String topic = topics.create(Topics.name("grown"), 1, Map.of("cleanup.policy", "compact"));
    List<String> pipelines = List.of(pipeline(), pipeline(), pipeline(), pipeline());
    for (String pipeline : pipelines) {
      try (ClaimStore store = new KafkaTopicStore(cluster, topic, Optional.empty(), pipeline)) {
        store.pin(new Pin.FirstStart(THEN, Map.of(partition(0), FULL_POSITION), null, "fp"));
      }
    }
    topics.addPartitions(topic, 7);
    for (String pipeline : pipelines) {
      try (ClaimStore store = new KafkaTopicStore(cluster, topic, Optional.empty(), pipeline)) {
        assertThat(store.load().positions()).containsEntry(partition(0), FULL_POSITION);
        store.claim("me", Set.of(partition(0)));
        store.save("me", Map.of(partition(0), FULL_POSITION.movedTo(50, 1, 1)));
      }
      try (ClaimStore store = new KafkaTopicStore(cluster, topic, Optional.empty(), pipeline)) {
        assertThat(store.load().positions().get(partition(0)).next()).isEqualTo(50);
      }
    }
  }
}
