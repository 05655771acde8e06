package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.observe.Journal;
import dev.sluice.observe.Observer;
import dev.sluice.observe.PipelineView;
import dev.sluice.runtime.RunEvent;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an operator sees is what is: of what is delivered and saved, not of what was read. */
@Execution(ExecutionMode.CONCURRENT)
class ObservedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String servers = TestBroker.shared().bootstrapServers();
  private final Topics topics = new Topics(servers);
  private final String source = topics.create("source", 1);
  private final String target = topics.create("target", 1);
  private final List<RunEvent> noticed = new CopyOnWriteArrayList<>();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private Yaml pipeline() {
    return Yaml.pipeline(source)
        .source("topics: [" + source + "]")
        .target("topic: " + target)
        .rest("checkpoint: {interval: 200ms}");
  }

  private Observer observer(TestRun run) {
    return new Observer(
        run::runs, new Journal(), noticed::add, Clock.systemUTC(), Duration.ofSeconds(1));
  }

  private static PipelineView view(Observer observer) {
    return observer.snapshot().pipelines().getFirst();
  }

  private long committed() {
    return topics.committed("sluice." + source).values().stream()
        .mapToLong(each -> each.offset())
        .sum();
  }

  /** As Kafka's own tools count, while a lane has read far ahead of a target that is slow. */
  @Test
  void lagCountsFromWhatIsSaved() throws Exception {
    topics.send(
        IntStream.range(0, 9_000)
            .mapToObj(n ->
                new ProducerRecord<byte[], byte[]>(
                    source, 0, null, Topics.bytes("{\"n\":\"" + "x".repeat(1_000) + "\"}")))
            .toList());
    topics.quota("sluice." + source + "-0-target", 20_000.0);
    try (TestRun run = TestRun.start(directory, pipeline().toString());
        Observer observer = observer(run)) {
      // it has waited for the target for so long that it says so
      await().atMost(PATIENCE).until(() -> !view(observer).lanes().stalled().isEmpty());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            long before = committed();
            long lag = view(observer).lag().orElse(0);
            assertThat(lag).isBetween(9_000 - committed(), 9_000 - before);
          });
      topics.quota("sluice." + source + "-0-target", null);
      await().atMost(PATIENCE).until(() -> view(observer).lag().orElse(-1) == 0);
      assertThat(topics.all(target)).hasSize(9_000);
    }
  }

  @Test
  void readingThatIsHeldUpByATransactionIsTold() throws Exception {
    topics.sendNumbered(source, 0, 0, 10);
    try (var producer =
            new KafkaProducer<>(
                Map.<String, Object>of(
                    "bootstrap.servers",
                    servers,
                    "transactional.id",
                    Topics.name("hanging"),
                    "transaction.timeout.ms",
                    600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        TestRun run = TestRun.start(directory, pipeline().toString());
        Observer observer = observer(run)) {
      producer.initTransactions();
      producer.beginTransaction();
      var _ = producer.send(new ProducerRecord<>(source, 0, null, Topics.bytes("{}"))).get();
      topics.sendNumbered(source, 0, 10, 5_000);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(noticed.toString())
                  .contains(
                      "reading " + source + "-0 is held up at offset 10: producer ",
                      "5001 offsets wait behind it",
                      "abort --topic " + source + " --partition 0 --start-offset 10"));
      PipelineView view = view(observer);
      assertThat(view.lag()).hasValue(5_001);
      assertThat(view.held()).isEqualTo(5_001);
      Path file = Files.writeString(directory.resolve("p.yaml"), pipeline().toString());
      assertThat(Command.run(Map.of(), "check", file.toString()).out())
          .contains("warn", "held-reading", "is held up at offset 10", "5001 offsets");
      producer.commitTransaction();
      await().atMost(PATIENCE).until(() -> view(observer).lag().orElse(-1) == 0);
      await().atMost(PATIENCE).until(() -> noticed.toString().contains("is not held up any more"));
      assertThat(topics.all(target)).hasSize(5_011);
    }
  }
}
