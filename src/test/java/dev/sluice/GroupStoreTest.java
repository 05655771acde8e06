package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions in the pipeline's own group: the start table, and what a group cannot keep. */
class GroupStoreTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 1);
  private final String group = "sluice." + source;

  @AfterEach
  void close() {
    topics.close();
  }

  private Yaml pipeline(String sync, String delivery) {
    return Yaml.pipeline(source)
        .sync(sync)
        .source("topics: [" + source + "]\ndiscovery: 300ms\nallowEmpty: true")
        .target("topic: " + target)
        .rest("delivery: " + delivery + "\ncheckpoint: {store: kafka_group, interval: 200ms}");
  }

  private static Trouble failure(PipelineResult result) {
    assertThat(result.ending()).isInstanceOf(Ending.Failed.class);
    return ((Ending.Failed) result.ending()).trouble();
  }

  private void awaitTarget(int count) {
    await().atMost(PATIENCE).until(() -> topics.values(target).size() >= count);
  }

  private Map<TopicPartition, OffsetAndMetadata> committed() {
    return topics.committed(group);
  }

  private void forget(int... partitions) throws Exception {
    Set<TopicPartition> gone = new java.util.HashSet<>();
    for (int partition : partitions) {
      gone.add(new TopicPartition(source, partition));
    }
    topics.admin().deleteConsumerGroupOffsets(group, gone).all().get();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void fullReadsToItsBoundAndALaterRunCapturesANewOne(String delivery) throws Exception {
    topics.sendNumbered(source, 0, 0, 30);
    PipelineResult first = TestRun.complete(directory, pipeline("full", delivery).toString());
    assertThat(first.ending()).isInstanceOf(Ending.Completed.class);
    assertThat(topics.values(target)).hasSize(30);
    assertThat(committed().get(new TopicPartition(source, 0)).offset()).isEqualTo(30);
    assertThat(committed().get(new TopicPartition(source, 0)).metadata().length()).isLessThan(256);
    topics.sendNumbered(source, 1, 30, 10);
    TestRun.complete(directory, pipeline("full", delivery).toString());
    assertThat(topics.values(target)).hasSize(40).doesNotHaveDuplicates();
    TestRun.complete(directory, pipeline("full", delivery).toString());
    assertThat(topics.values(target)).hasSize(40);
  }

  @Test
  void incrementalPinsItsStartAndSkipsNothingAfterIt() {
    topics.sendNumbered(source, 0, 0, 10);
    TestRun run = TestRun.start(directory, pipeline("incremental", "at_least_once").toString());
    await().atMost(PATIENCE).until(() -> run.starts().size() == 2);
    run.stop();
    topics.sendNumbered(source, 0, 10, 5);
    TestRun again = TestRun.start(directory, pipeline("incremental", "at_least_once").toString());
    awaitTarget(5);
    again.stop();
    assertThat(topics.values(target)).hasSize(5);
  }

  /** Both begin at once, and one of them pins. */
  @Test
  void runnersThatBeginTogetherShareOneFirstStart() {
    topics.sendNumbered(source, 0, 0, 10);
    String yaml = pipeline("full+incremental", "at_least_once").toString();
    List<TestRun> runs = List.of(TestRun.start(directory, yaml), TestRun.start(directory, yaml));
    topics.sendNumbered(source, 1, 10, 10);
    awaitTarget(20);
    runs.forEach(TestRun::stop);
    assertThat(topics.values(target)).contains("{\"n\":0}", "{\"n\":19}");
  }

  @Test
  void aChangedModeDropsTheBoundsAndANewPartitionIsReadFromItsBeginning() {
    topics.sendNumbered(source, 0, 0, 10);
    TestRun.complete(directory, pipeline("full", "at_least_once").toString());
    TestRun run = TestRun.start(directory, pipeline("incremental", "at_least_once").toString());
    topics.addPartitions(source, 3);
    topics.sendNumbered(source, 2, 10, 10);
    awaitTarget(20);
    run.stop();
    assertThat(committed()).hasSize(3);
    assertThat(topics.values(target)).hasSize(20);
  }

  @Test
  void aPositionThatTheLogDoesNotHoldAnyMoreStops() {
    topics.sendNumbered(source, 0, 0, 10);
    TestRun.complete(directory, pipeline("full", "at_least_once").toString());
    topics.sendNumbered(source, 0, 10, 10);
    topics.deleteBefore(source, 0, 15);
    Trouble trouble =
        failure(TestRun.complete(directory, pipeline("full", "at_least_once").toString()));
    assertThat(trouble.code()).isEqualTo(ProblemCode.OUT_OF_RANGE);
    assertThat(trouble.message()).contains("offsets 10 to 14 are gone");
  }

  /** Its offsets went with it, and are not forgotten all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aTopicThatIsCreatedAgainStopsARunningPipeline(String delivery) {
    topics.sendNumbered(source, 0, 0, 10);
    TestRun run = TestRun.start(directory, pipeline("full+incremental", delivery).toString());
    awaitTarget(10);
    topics.delete(source);
    topics.create(source, 2, Map.of());
    topics.sendNumbered(source, 0, 100, 50);
    assertThat(failure(run.await()).code()).isEqualTo(ProblemCode.TOPIC_RECREATED);
  }

  /**
   * While nobody runs, its offsets go with it: then all that is sure is that nothing is skipped.
   */
  @Test
  void aTopicThatWasCreatedAgainMeanwhileIsReadFromItsBeginning() {
    String other = topics.create("other", 1);
    topics.sendNumbered(source, 0, 0, 10);
    String yaml =
        pipeline("full+incremental", "at_least_once")
            .source("topics: [" + source + ", " + other + "]")
            .toString();
    TestRun run = TestRun.start(directory, yaml);
    awaitTarget(10);
    run.stop();
    topics.delete(source);
    topics.create(source, 2, Map.of());
    topics.sendNumbered(source, 0, 100, 5);
    TestRun again = TestRun.start(directory, yaml);
    awaitTarget(15);
    again.stop();
    assertThat(again.starts()).anyMatch(start -> start.contains("row 4"));
  }

  /** Offsets and records are one transaction, and that lies on one cluster. */
  @Test
  void exactlyOnceNeedsTheSourceOnTheTargetsCluster() throws Exception {
    try (LocalBroker other = TestBroker.process(Map.of());
        Topics there = new Topics(other.bootstrapServers())) {
      there.create(source, 1, Map.of());
      Path file =
          Files.writeString(
              directory.resolve("p.yaml"),
              pipeline("full", "exactly_once")
                  .toString()
                  .replaceFirst(
                      Pattern.quote(TestBroker.shared().bootstrapServers()),
                      other.bootstrapServers()));
      Command run = Command.run(Map.of(), "run", file.toString());
      assertThat(run.exit()).as(run.all()).isEqualTo(2);
      assertThat(run.all())
          .contains(
              "error[delivery] exactly_once with the store kafka_group needs one cluster for source,"
                  + " targets and dead letters: \"target.connection\" and \"source.connection\" lead"
                  + " to different ones");
    }
  }

  /** The mirror of another store has no topic ids; what is not known is learnt at the start. */
  @Test
  void plainOffsetsAreWhereItGoesOnAndATopicThatIsCreatedAgainStopsItAllTheSame() {
    topics.sendNumbered(source, 0, 0, 10);
    TestRun before =
        TestRun.start(
            directory,
            Yaml.pipeline(source)
                .source("topics: [" + source + "]")
                .target("topic: " + target)
                .toString());
    awaitTarget(10);
    before.stop();
    topics.sendNumbered(source, 0, 10, 5);
    TestRun run =
        TestRun.start(directory, pipeline("full+incremental", "at_least_once").toString());
    awaitTarget(15);
    assertThat(run.events().stream().map(Object::toString))
        .anyMatch(event -> event.contains("had plain offsets of"));
    topics.delete(source);
    topics.create(source, 2, Map.of());
    topics.sendNumbered(source, 0, 100, 50);
    assertThat(failure(run.await()).code()).isEqualTo(ProblemCode.TOPIC_RECREATED);
    assertThat(topics.values(target)).hasSize(15);
  }

  /** What is deleted is what expires: a group does not tell one from the other. */
  @Test
  void aPositionThatExpiredIsReadFromTheBeginning() throws Exception {
    topics.sendNumbered(source, 0, 0, 10);
    topics.sendNumbered(source, 1, 10, 10);
    String yaml = pipeline("incremental", "at_least_once").toString();
    TestRun run = TestRun.start(directory, yaml);
    await().atMost(PATIENCE).until(() -> run.starts().size() == 2);
    run.stop();
    forget(0);
    TestRun again = TestRun.start(directory, yaml);
    awaitTarget(10);
    again.stop();
    assertThat(topics.values(target)).hasSize(10).contains("{\"n\":0}");
  }

  @Test
  void aGroupThatExpiredAsAWholeIsAFirstStartAndSaysSo() throws Exception {
    topics.sendNumbered(source, 0, 0, 10);
    String yaml = pipeline("incremental", "at_least_once").toString();
    TestRun run = TestRun.start(directory, yaml);
    await().atMost(PATIENCE).until(() -> run.starts().size() == 2);
    run.stop();
    forget(0, 1);
    topics.sendNumbered(source, 0, 10, 5);
    TestRun again = TestRun.start(directory, yaml);
    await().atMost(PATIENCE).until(() -> again.starts().size() == 2);
    again.stop();
    assertThat(again.starts()).contains(source + "-0 row 5 at 15");
    assertThat(again.events().stream().map(Object::toString))
        .anyMatch(event ->
            event.contains(
                "had committed nothing, which is taken for a first start; had the pipeline run"
                    + " before, its offsets have expired"));
  }
}
