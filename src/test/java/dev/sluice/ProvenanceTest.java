package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.problem.ProblemCode;
import dev.sluice.runtime.Ending;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.TestRun;
import dev.sluice.testkit.Topics;
import dev.sluice.testkit.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that say where they come from. */
class ProvenanceTest {
  @TempDir private Path directory;
  private final Topics topics = new Topics(TestBroker.shared().bootstrapServers());
  private final String source = topics.create("source", 1);
  private final String target = topics.create("target", 1);

  @AfterEach
  void close() {
    topics.close();
  }

  private static String pipeline(String name, String from, String to) {
    return Yaml.pipeline(name)
        .sync("full")
        .source("topics: [" + from + "]")
        .target("topic: " + to)
        .rest("provenance: true")
        .toString();
  }

  private static List<String> headers(ConsumerRecord<byte[], byte[]> each) {
    List<String> headers = new ArrayList<>();
    each.headers().forEach(header -> headers.add(header.key() + "=" + Topics.text(header.value())));
    return headers;
  }

  @Test
  void itStandsBehindTheHeadersThatWereThere() {
    topics.send(
        List.of(
            new ProducerRecord<>(
                source,
                0,
                1L,
                Topics.bytes("k"),
                Topics.bytes("{}"),
                List.of(new RecordHeader("trace", Topics.bytes("7"))))));
    TestRun.complete(directory, pipeline("p-" + source, source, target));
    List<String> headers = headers(topics.all(target).getFirst());
    assertThat(headers).hasSize(3).startsWith("trace=7", "sluice.pipeline=p-" + source);
    assertThat(headers.getLast()).matches("sluice\\.source=[^/]+/" + source + "-0@0");
  }

  /** Two equal records, of which one is there twice and the other not at all. */
  @Test
  void aRepeatIsToldFromAnEqualRecord() throws Exception {
    ProducerRecord<byte[], byte[]> same =
        new ProducerRecord<>(source, 0, 1L, Topics.bytes("k"), Topics.bytes("{}"), List.of());
    topics.send(List.of(same, same));
    String yaml = pipeline("p-" + source, source, target);
    TestRun.complete(directory, yaml);
    ConsumerRecord<byte[], byte[]> first = topics.all(target).getFirst();
    String spoilt = topics.create("spoilt", 1);
    ProducerRecord<byte[], byte[]> copy =
        new ProducerRecord<>(
            spoilt, 0, first.timestamp(), first.key(), first.value(), first.headers());
    topics.send(List.of(copy, copy));
    Path file =
        Files.writeString(
            directory.resolve("verify.yaml"), pipeline("p-" + source, source, spoilt));
    assertThat(verify(Files.writeString(directory.resolve("good.yaml"), yaml)).out())
        .contains("2 expected, 2 found; nothing lost");
    assertThat(verify(file).out()).contains("1 lost, 1 repeated, 0 reordered, 0 altered");
  }

  /** Its key and its time are other ones: only its origin tells which it was. */
  @Test
  void whatWasAlteredIsKnownByItsOrigin() throws Exception {
    topics.sendNumbered(source, 0, 0, 3);
    TestRun.complete(directory, pipeline("p-" + source, source, target));
    String spoilt = topics.create("spoilt", 1);
    for (ConsumerRecord<byte[], byte[]> each : topics.all(target)) {
      topics.send(
          List.of(
              new ProducerRecord<>(
                  spoilt, 0, 99L, Topics.bytes("other"), each.value(), each.headers())));
    }
    Path file =
        Files.writeString(
            directory.resolve("verify.yaml"), pipeline("p-" + source, source, spoilt));
    assertThat(verify(file).out()).contains("0 lost, 0 repeated, 0 reordered, 3 altered");
  }

  private static Command verify(Path file) {
    return Command.run(Map.of(), "verify", file.toString());
  }

  /** What one pipeline brings there and another one back is not taken a second time. */
  @Test
  void aCircleIsRefusedWhereItCloses() {
    topics.sendNumbered(source, 0, 0, 10);
    String there = pipeline("there-" + source, source, target);
    TestRun.complete(directory, there);
    TestRun.complete(directory, pipeline("back-" + source, target, source));
    Ending ending = TestRun.complete(directory, there).ending();
    assertThat(ending).isInstanceOf(Ending.Failed.class);
    assertThat(((Ending.Failed) ending).trouble().code()).isEqualTo(ProblemCode.TOPIC_CIRCLE);
    assertThat(((Ending.Failed) ending).trouble().message())
        .contains(source + "-0@10 comes from this very pipeline, which has read it at ", "-0@0");
    assertThat(topics.values(target)).hasSize(10);
  }
}
