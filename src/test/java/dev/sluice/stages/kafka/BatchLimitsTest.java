package dev.sluice.stages.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.problem.Location;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchLimitsTest {
  private static final int BATCH = 256 << 10;

  private static long minutes(int count) {
    return Duration.ofMinutes(count).toNanos();
  }

  private static int batch(int limit) {
    return Math.min(BATCH, limit);
  }

  /** To what the topic says; by half where that explains nothing; and up again after a while. */
  @Test
  void followWhatTheTopicTakes() {
    String servers = TestBroker.shared().bootstrapServers();
    try (Topics topics = new Topics(servers);
        KafkaCluster cluster = new KafkaCluster(KafkaConnection.plain("there", servers))) {
      String topic = topics.create("limits", 1);
      BatchLimits limits =
          new BatchLimits(
              new TargetTopics(
                  new KafkaWriter.Target(
                      cluster,
                      KafkaTargetType.deadLetters(new Location("f.yaml", 1, 1), topic),
                      64 << 20,
                      partition -> 1,
                      warning -> {})));
      assertThat(limits.of(topic)).isGreaterThan(BATCH);
      assertThat(limits.haveRisen(minutes(100))).as("never lowered").isFalse();

      topics.set(topic, "max.message.bytes", "50000");
      assertThat(limits.lower(BatchLimitsTest::batch, minutes(1)).message()).contains("50000");
      assertThat(limits.of(topic)).isEqualTo(50_000);
      assertThat(limits.lower(BatchLimitsTest::batch, minutes(2)).message()).contains("25000");
      limits.forget();
      assertThat(limits.of(topic)).isEqualTo(25_000);

      topics.set(topic, "max.message.bytes", "1000000");
      assertThat(limits.haveRisen(minutes(6))).as("not so soon").isFalse();
      assertThat(limits.haveRisen(minutes(8))).isTrue();
      assertThat(limits.of(topic)).isEqualTo(1_000_000);
      assertThat(limits.haveRisen(minutes(20))).as("asked once").isFalse();
    }
  }
}
