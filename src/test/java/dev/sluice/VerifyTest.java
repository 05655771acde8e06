package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The judge, judged: each thing that can be wrong with a copy is made by hand, and told. */
@Execution(ExecutionMode.CONCURRENT)
class VerifyTest {
  private static final String SERVERS = TestBroker.shared().bootstrapServers();

  private final Topics topics = new Topics(SERVERS);
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 1);
  @TempDir private Path directory;

  @BeforeEach
  void copy() throws IOException {
    topics.sendNumbered(source, 0, 0, 20);
    topics.sendNumbered(source, 1, 100, 20);
    Command run = Command.run(Map.of(), "run", pipeline(target));
    assertThat(run.exit()).as(run.all()).isZero();
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private String pipeline(String to) throws IOException {
    return Files.writeString(
            directory.resolve("p.yaml"),
            Yaml.pipeline(source)
                .sync("full")
                .source("topics: [" + source + "]")
                .where("value.n != 5")
                .target("topic: " + to)
                .toString())
        .toString();
  }

  private Command verify(String to, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("verify"));
    arguments.addAll(List.of(more));
    arguments.add(pipeline(to));
    return Command.run(Map.of(), arguments.toArray(String[]::new));
  }

  /** A topic that holds the copy's records of source partition 0, as somebody has changed them. */
  private String spoilt(java.util.function.UnaryOperator<List<ProducerRecord<byte[], byte[]>>> by) {
    String to = topics.create("spoilt", 1);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> each : topics.all(target)) {
      records.add(record(to, each.timestamp(), each.value()));
    }
    topics.send(by.apply(records));
    return to;
  }

  private static ProducerRecord<byte[], byte[]> record(String to, long timestamp, byte[] value) {
    return new ProducerRecord<>(to, 0, timestamp, null, value, List.of());
  }

  @Test
  void aGoodCopyIsClean() throws IOException {
    Command verify = verify(target);
    assertThat(verify.exit()).isZero();
    assertThat(verify.out())
        .isEqualTo(
            source
                + " -> target: 39 expected, 39 found; nothing lost, repeated, reordered or altered\n");
    assertThat(verify(target, "--last", "10").out()).contains("20 expected, 20 found");
  }

  /** The broker gives each record its own time there. */
  @Test
  void aTargetWithTheBrokersTimeIsCompared() throws IOException {
    String stamped =
        topics.create(Topics.name("stamped"), 1, Map.of("message.timestamp.type", "LogAppendTime"));
    for (ConsumerRecord<byte[], byte[]> each : topics.all(target)) {
      topics.send(List.of(record(stamped, each.timestamp(), each.value())));
    }
    assertThat(verify(stamped).out()).contains("39 expected, 39 found; nothing lost");
  }

  @Test
  void whatIsMissingIsLost() throws IOException {
    Command verify =
        verify(
            spoilt(records -> {
              records.remove(3);
              return records;
            }));
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.out())
        .contains("39 expected, 38 found; 1 lost, 0 repeated, 0 reordered, 0 altered", "  lost: ");
  }

  @Test
  void whatIsThereTwiceIsRepeated() throws IOException {
    Command verify =
        verify(
            spoilt(records -> {
              records.add(records.get(3));
              return records;
            }));
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.out())
        .contains("39 found; 0 lost, 1 repeated, 0 reordered, 0 altered", "  repeated: ");
  }

  @Test
  void whatComesBehindALaterOneIsReordered() throws IOException {
    Command verify =
        verify(
            spoilt(records -> {
              java.util.Collections.swap(records, 3, 4);
              return records;
            }));
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.out()).contains("39 found; 0 lost, 0 repeated, 1 reordered, 0 altered");
  }

  @Test
  void whatIsOtherThanItWasIsAltered() throws IOException {
    Command verify =
        verify(
            spoilt(records -> {
              ProducerRecord<byte[], byte[]> old = records.remove(3);
              records.add(
                  3, record(old.topic(), old.timestamp(), Topics.bytes("{\"n\":\"other\"}")));
              return records;
            }),
            "--format",
            "json");
    assertThat(verify.exit()).isEqualTo(1);
    assertThat(verify.out())
        .contains("\"expected\" : 39", "\"found\" : 38", "\"lost\" : 0", "\"altered\" : 1");
  }
}
