package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.kafka.Right;
import dev.sluice.problem.ProblemCode;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.testkit.LeastRights;
import dev.sluice.testkit.Rights;
import dev.sluice.testkit.SecureBroker;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that cannot go on: every reason under every policy, by one mechanism. */
@Execution(ExecutionMode.CONCURRENT)
class DeadLetterTest {
  private static final long MOMENT = 1_700_000_000_123L;

  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 1);
  private final String target = topics.create("target", 1);
  private final String dead = topics.create("dead", 1);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  private Yaml pipeline() {
    return Yaml.pipeline(source)
        .sync("full")
        .source("topics: [" + source + "]")
        .target("topic: " + target);
  }

  private String deadLetters() {
    return "deadLetter: {topic: " + dead + "}";
  }

  private static String[] numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "{\"n\":" + n + "}").toArray(String[]::new);
  }

  private static ProblemCode failure(PipelineResult result) {
    assertThat(result.ending()).isInstanceOf(Ending.Failed.class);
    return ((Ending.Failed) result.ending()).trouble().code();
  }

  /** A record of each reason, with what the definition says to it, the stage and the code. */
  @ParameterizedTest
  @CsvSource({
    "malformed, source, not-json, 'nonJson: %s', '', ''",
    "tombstone, source, tombstone, 'tombstones: %s', '', ''",
    "expression, filter-1, expression-failed, '', 'onError: %s', ''",
    "refused, target, refused-record, '', '', 'pushError: %s'"
  })
  void everyReasonFollowsItsPolicyAlike(
      String reason, String stage, String code, String ofSource, String ofFilter, String ofTarget) {
    String small = topics.create(Topics.name("small"), 1, Map.of("max.message.bytes", "2000"));
    topics.send(source, 0, numbered(0, 10));
    topics.send(List.of(bad(reason)));
    topics.send(source, 0, numbered(11, 20));
    for (String policy : List.of("stop", "skip", "dead_letter")) {
      Yaml yaml =
          Yaml.pipeline(Topics.name("p"))
              .sync("full")
              .source("topics: [" + source + "]\n" + ofSource.formatted(policy))
              .target("topic: " + small + "\n" + ofTarget.formatted(policy))
              .rest(deadLetters());
      if (!ofFilter.isEmpty()) {
        yaml = yaml.where("value.n < 100");
      }
      String text =
          yaml.toString().replace("}]\ntarget", ", " + ofFilter.formatted(policy) + "}]\ntarget");
      int before = topics.all(small).size();
      PipelineResult result =
          TestRun.complete(directory, ofFilter.isEmpty() ? yaml.toString() : text);
      assertThat(result.books().balance()).isTrue();
      var counts = result.books().stage(stage);
      switch (policy) {
        case "stop" -> {
          assertThat(failure(result).id()).isEqualTo(code);
          assertThat(((Ending.Failed) result.ending()).trouble().toString())
              .contains(source + "-0@10");
          assertThat(result.books().stage("source").in()).isEqualTo(10);
        }
        case "skip" -> {
          assertThat(result.ending()).isEqualTo(new Ending.Completed());
          assertThat(counts.skipped()).isEqualTo(Map.of(reason, 1L));
          assertThat(counts.deadLettered()).isEmpty();
        }
        default -> {
          assertThat(result.ending()).isEqualTo(new Ending.Completed());
          assertThat(counts.deadLettered()).isEqualTo(Map.of(reason, 1L));
          assertThat(counts.skipped()).isEmpty();
        }
      }
      List<String> written = topics.values(small).subList(before, topics.all(small).size());
      String[] expected = policy.equals("stop") ? numbered(0, 10) : neighbours();
      if (reason.equals("refused")) {
        // it is known only once its neighbours were sent: at least once, they may come again
        assertThat(written).contains(expected);
      } else {
        assertThat(written).containsExactly(expected);
      }
    }
    assertThat(topics.all(dead))
        .singleElement()
        .satisfies(letter -> letter(letter, reason, stage, code));
  }

  private static String[] neighbours() {
    List<String> all = new ArrayList<>(List.of(numbered(0, 20)));
    all.remove(10);
    return all.toArray(String[]::new);
  }

  private ProducerRecord<byte[], byte[]> bad(String reason) {
    String value =
        switch (reason) {
          case "tombstone" -> null;
          case "malformed" -> "{\u00e4";
          case "expression" -> "{\"n\":\"x\"}";
          default -> "{\"n\":1,\"big\":\"" + "x".repeat(5_000) + "\"}";
        };
    ProducerRecord<byte[], byte[]> bad =
        new ProducerRecord<>(
            source,
            0,
            MOMENT,
            Topics.bytes("k\u00e4y"),
            value == null ? null : Topics.bytes(value));
    bad.headers().add("twice", Topics.bytes("1")).add("twice", null).add("", new byte[] {0, -1});
    return bad;
  }

  /** Key, value, headers and timestamp byte for byte, then where and why it died. */
  private void letter(
      ConsumerRecord<byte[], byte[]> letter, String reason, String stage, String code) {
    ProducerRecord<byte[], byte[]> sent = bad(reason);
    assertThat(letter.key()).isEqualTo(sent.key());
    assertThat(letter.value()).isEqualTo(sent.value());
    assertThat(letter.timestamp()).isEqualTo(MOMENT);
    List<String> headers = new ArrayList<>();
    letter
        .headers()
        .forEach(header -> headers.add(header.key() + "=" + Topics.text(header.value())));
    assertThat(headers)
        .startsWith("twice=1", "twice=null", "=" + Topics.text(new byte[] {0, -1}))
        .endsWith(
            "sluice.stage=" + stage,
            "sluice.code=" + code,
            "sluice.reason=" + reason,
            "sluice.topic=" + source,
            "sluice.partition=0",
            "sluice.offset=10")
        .hasSize(10);
    assertThat(headers.get(3)).startsWith("sluice.pipeline=p-");
  }

  /** A dead letter is not refused for what the record was refused for. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aTimestampThatBothTopicsRefuseIsKeptInAHeader(String delivery) {
    Map<String, String> recent = Map.of("message.timestamp.before.max.ms", "3600000");
    String strict = topics.create(Topics.name("strict"), 1, recent);
    String strictDead = topics.create(Topics.name("strict-dead"), 1, recent);
    topics.send(source, 0, numbered(0, 5));
    topics.send(
        List.of(
            new ProducerRecord<>(source, 0, MOMENT, null, Topics.bytes("{\"n\":5}")),
            new ProducerRecord<>(source, 0, MOMENT, null, Topics.bytes("no json"))));
    topics.send(source, 0, numbered(7, 10));
    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline()
                .source("topics: [" + source + "]\nnonJson: dead_letter")
                .target("topic: " + strict + "\npushError: dead_letter")
                .rest("delivery: " + delivery + "\ndeadLetter: {topic: " + strictDead + "}")
                .toString());
    assertThat(result.ending()).isEqualTo(new Ending.Completed());
    assertThat(result.books().balance()).isTrue();
    assertThat(new HashSet<>(topics.values(strict)))
        .isEqualTo(
            java.util.stream.Stream.of(numbered(0, 5), numbered(7, 10))
                .flatMap(java.util.Arrays::stream)
                .collect(java.util.stream.Collectors.toSet()));
    List<ConsumerRecord<byte[], byte[]>> letters = topics.all(strictDead);
    assertThat(letters)
        .extracting(each -> Topics.text(each.value()))
        .contains("{\"n\":5}", "no json");
    assertThat(letters)
        .allSatisfy(letter -> {
          assertThat(letter.timestamp()).isGreaterThan(MOMENT);
          assertThat(Topics.text(letter.headers().lastHeader("sluice.timestamp").value()))
              .isEqualTo(Long.toString(MOMENT));
        });
    if (delivery.equals("exactly_once")) {
      assertThat(letters).hasSize(2);
      assertThat(topics.values(strict)).hasSize(8);
    }
  }

  /** Refused for its size by the target, and for its timestamp by the dead letter topic. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void twoTopicsMayRefuseARecordForDifferentReasons(String delivery) {
    String small = topics.create(Topics.name("small"), 1, Map.of("max.message.bytes", "2000"));
    String strictDead =
        topics.create(
            Topics.name("strict-dead"), 1, Map.of("message.timestamp.before.max.ms", "3600000"));
    byte[] big = Topics.bytes("{\"big\":\"" + "x".repeat(5_000) + "\"}");
    topics.send(source, 0, numbered(0, 5));
    topics.send(List.of(new ProducerRecord<>(source, 0, MOMENT, null, big)));
    topics.send(source, 0, numbered(6, 9));
    try (TestRun run =
        TestRun.start(
            directory,
            pipeline()
                .target("topic: " + small + "\npushError: dead_letter")
                .rest("delivery: " + delivery + "\ndeadLetter: {topic: " + strictDead + "}")
                .toString())) {
      assertThat(run.await().ending()).isEqualTo(new Ending.Completed());
      assertThat(run.events())
          .filteredOn(dev.sluice.runtime.RunEvent.Passed.class::isInstance)
          .hasSize(1);
    }
    assertThat(topics.all(strictDead)).hasSize(1);
    assertThat(topics.all(strictDead).getFirst().value()).isEqualTo(big);
    assertThat(new HashSet<>(topics.values(small))).hasSize(8);
  }

  /** A record may have no timestamp: its copy has none either, and verify finds it. */
  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once"})
  void aRecordWithoutATimestampStaysWithoutOne(String delivery) throws Exception {
    topics.send(
        List.of(
            new ProducerRecord<>(source, 0, null, null, Topics.bytes("{\"n\":1}")) {
              @Override
              public Long timestamp() {
                return -1L;
              }
            }));
    String yaml = pipeline().rest("delivery: " + delivery).toString();
    assertThat(TestRun.complete(directory, yaml).ending()).isEqualTo(new Ending.Completed());
    assertThat(topics.all(target)).extracting(ConsumerRecord::timestamp).containsExactly(-1L);
    Path file = java.nio.file.Files.writeString(directory.resolve("p.yaml"), yaml);
    Command verify = Command.run(Map.of(), "verify", file.toString());
    assertThat(verify.exit()).as(verify.all()).isZero();
  }

  /** The dead letter is there before the position passes its record (invariants 1 and 2). */
  @Test
  void aDeadLetterThatIsRefusedStopsThePipelineBeforeTheRecord() {
    String small = topics.create(Topics.name("small"), 1, Map.of("max.message.bytes", "2000"));
    topics.send(source, 0, numbered(0, 5));
    topics.send(source, 0, "x".repeat(5_000));
    topics.send(source, 0, numbered(6, 9));
    Yaml yaml = pipeline().source("topics: [" + source + "]\nnonJson: dead_letter");
    PipelineResult stopped =
        TestRun.complete(directory, yaml.rest("deadLetter: {topic: " + small + "}").toString());
    assertThat(failure(stopped)).isEqualTo(ProblemCode.REFUSED_RECORD);
    assertThat(((Ending.Failed) stopped.ending()).trouble().toString())
        .contains(source + "-0@5", small);
    assertThat(topics.values(target)).contains(numbered(0, 5));

    PipelineResult mended = TestRun.complete(directory, yaml.rest(deadLetters()).toString());
    assertThat(mended.ending()).isEqualTo(new Ending.Completed());
    assertThat(mended.books().stage("source").in()).isEqualTo(4);
    assertThat(topics.values(dead)).containsExactly("x".repeat(5_000));
    assertThat(topics.values(target)).contains(numbered(6, 9));
  }

  @Test
  void aRecordThatBothTopicsRefuseStopsThePipelineBeforeIt() {
    String small = topics.create(Topics.name("small"), 1, Map.of("max.message.bytes", "2000"));
    topics.send(source, 0, numbered(0, 5));
    topics.send(source, 0, "{\"big\":\"" + "x".repeat(5_000) + "\"}");
    topics.send(source, 0, numbered(6, 9));
    Yaml yaml = pipeline().target("topic: " + small + "\npushError: dead_letter");
    PipelineResult stopped =
        TestRun.complete(directory, yaml.rest("deadLetter: {topic: " + small + "}").toString());
    assertThat(failure(stopped)).isEqualTo(ProblemCode.REFUSED_RECORD);
    assertThat(((Ending.Failed) stopped.ending()).trouble().toString())
        .contains("as a dead letter too it is refused", source + "-0@5");
    assertThat(stopped.books().stage("source").in()).isEqualTo(5);

    PipelineResult mended = TestRun.complete(directory, yaml.rest(deadLetters()).toString());
    assertThat(mended.ending()).isEqualTo(new Ending.Completed());
    assertThat(mended.books().stage("source").in()).isEqualTo(4);
    assertThat(topics.all(dead)).hasSize(1);
  }

  @Test
  void aMissingDeadLetterTopicStopsThePipeline() {
    topics.send(source, 0, "no json", "{}");
    String missing = Topics.name("missing");
    PipelineResult result =
        TestRun.complete(
            directory,
            pipeline()
                .source("topics: [" + source + "]\nnonJson: dead_letter")
                .rest("deadLetter: {topic: " + missing + "}")
                .toString());
    assertThat(failure(result)).isEqualTo(ProblemCode.MISSING_TOPIC);
    assertThat(((Ending.Failed) result.ending()).trouble().toString()).contains(missing);
    assertThat(topics.all(target)).isEmpty();
  }

  /** It is not about one record: no policy lets it pass. */
  @ParameterizedTest
  @ValueSource(strings = {"target", "dead"})
  void aTopicThatForbidsWritingStopsWhateverThePolicy(String forbidden) throws IOException {
    SecureBroker secure = SecureBroker.shared();
    try (Topics there = new Topics(secure.openServers())) {
      String user = Topics.name("user");
      SecureBroker.scram(there, user, "word");
      String from = there.create("from", 1);
      Map<String, String> to =
          Map.of("target", there.create("to", 1), "dead", there.create("letters", 1));
      there.send(from, 0, "{\"n\":1}", "no json");
      List<Right> rights = new ArrayList<>(LeastRights.MEMORY.atSource(from, from));
      rights.addAll(LeastRights.MEMORY.atTarget(to.get("target"), to.get("dead"), false));
      Rights granted = new Rights(there.admin(), user);
      granted.grant(rights);
      rights.stream()
          .filter(right -> right.name().equals(to.get(forbidden)))
          .forEach(granted::take);
      Path file =
          Files.writeString(
              directory.resolve("forbidden.yaml"),
              """
              apiVersion: sluice/v1
              kind: Connection
              name: there
              kafka: {bootstrapServers: "%s", sasl: {mechanism: SCRAM-SHA-512, username: %s, password: word}}
              ---
              apiVersion: sluice/v1
              kind: Pipeline
              name: %s
              sync: full
              source: {connection: there, topics: [%s], nonJson: dead_letter}
              target: {connection: there, topic: %s, pushError: skip}
              deadLetter: {topic: %s}
              checkpoint: {store: memory}
              """
                  .formatted(
                      secure.bootstrapServers("SASL"),
                      user,
                      from,
                      from,
                      to.get("target"),
                      to.get("dead")));
      Command run = Command.run(Map.of(), "run", "--no-check", file.toString());
      assertThat(run.exit()).as(run.all()).isEqualTo(3);
      assertThat(run.out()).contains("error[authorisation]", to.get(forbidden));
      assertThat(run.all()).doesNotContain("skipped by target");
    }
  }
}
