package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.runtime.Ending;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that takes 60 kB a second: a hundredth of what a lane may have in flight. */
@Execution(ExecutionMode.CONCURRENT)
class SlowTargetTest {
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  /** Before any transaction times out, which the brokers let it do after a minute. */
  @ParameterizedTest
  @ValueSource(strings = {"kafka_topic", "kafka_group"})
  void commitsWhatFitsAndStopsInTime(String store) throws Exception {
    String source = topics.create("fast", 1);
    String target = topics.create("slow", 1);
    topics.send(
        IntStream.range(0, 10_000)
            .mapToObj(n ->
                new ProducerRecord<byte[], byte[]>(
                    source,
                    0,
                    null,
                    Topics.bytes("{\"n\":" + n + ",\"p\":\"" + "x".repeat(1_000) + "\"}")))
            .toList());
    topics.quota("sluice." + source + "-0", 60_000.0);
    try (TestRun run =
        TestRun.start(
            directory,
            Yaml.pipeline(source)
                .source("topics: [" + source + "]")
                .target("topic: " + target)
                .rest("delivery: exactly_once\ncheckpoint: {store: " + store + "}")
                .toString())) {
      await()
          .atMost(Duration.ofSeconds(55))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> topics.committedEnd(target, 0) > 900);
      long begun = System.nanoTime();
      assertThat(run.stop().ending()).isInstanceOf(Ending.Stopped.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
    }
    List<Integer> copied =
        topics.values(target).stream()
            .map(value -> Integer.valueOf(value.substring(5, value.indexOf(','))))
            .toList();
    assertThat(copied)
        .isEqualTo(IntStream.range(0, copied.size()).boxed().toList())
        .hasSizeLessThan(10_000);
  }
}
