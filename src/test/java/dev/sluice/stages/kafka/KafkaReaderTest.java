package dev.sluice.stages.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.message.Partition;
import dev.sluice.problem.RetryableException;
import dev.sluice.stage.Mirror;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class KafkaReaderTest {
  /** A client's own thread may have taken it away just now: no mistake of ours that ends a run. */
  @Test
  void whatIsNotAssignedAnyMoreIsTriedAgain() {
    String servers = TestBroker.shared().bootstrapServers();
    List<String> warnings = new ArrayList<>();
    KafkaSource.Config config =
        new KafkaSource.Config(
            Topics.name("group"),
            "memory",
            KafkaSource.Part.MEMBER,
            false,
            Optional.empty(),
            1,
            1 << 20,
            new Mirror(false, null),
            List.of(),
            warnings::add);
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "group.id", config.group()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try (KafkaCluster cluster = new KafkaCluster(KafkaConnection.plain("there", servers));
        KafkaReader reader =
            new KafkaReader(
                cluster, config, new Membership.Group(cluster), new PollBudget(), consumer)) {
      Partition gone = new Partition(cluster.id(), "orders", 3);
      assertThatThrownBy(() -> reader.seek(gone, 7, -1))
          .isInstanceOf(RetryableException.class)
          .hasMessageContaining("orders-3");
      assertThatThrownBy(() -> reader.pause(Set.of(gone))).isInstanceOf(RetryableException.class);
    }
    assertThat(warnings).isEmpty();
  }
}
