package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test made of live records passes, holds no personal data, and fails when the filters change.
 */
@Execution(ExecutionMode.CONCURRENT)
class CaptureTest {
  private static final String SERVERS = TestBroker.shared().bootstrapServers();
  private static final String SECRET = "s3cret";

  @TempDir private Path directory;

  private Command run(String... arguments) {
    return Command.run(Map.of("MASKING", SECRET), arguments);
  }

  @Test
  void liveRecordsBecomeATest() throws IOException {
    try (Topics topics = new Topics(SERVERS)) {
      String source = topics.create("source", 2);
      topics.send(
          source,
          0,
          "{\"region\":\"EU\",\"amount\":1.10,\"mail\":\"ann@example.com\",\"tab\":\"a\\tb\\\"c\\u00e9\"}",
          "{\"region\":\"US\",\"amount\":2}",
          "{ \"region\" : \"EU\", \"big\":12345678901234567890, \"mail\":null,\n\t\"list\":[1,{\"x\":[]}] }",
          "no json: '\"\tbob@example.com",
          "{\"region\":\"EU\",\"region\":\"EU\"}");
      topics.send(
          List.of(
              new ProducerRecord<>(source, 1, null, (byte[]) null),
              new ProducerRecord<>(source, 1, new byte[] {(byte) 0xff}, new byte[] {1})));
      Path file = directory.resolve("p.yaml");
      String pipeline =
          """
          apiVersion: sluice/v1
          kind: Pipeline
          name: captured
          sync: full
          source:
            connection: {kafka: {bootstrapServers: "%s"}}
            topics: [%s]
            nonJson: dead_letter
          filters:
            - where: value.region == "EU"
            - mask: {fields: [value.mail], with: hmac_sha256, secret: "${MASKING}"}
          target: {connection: {kafka: {bootstrapServers: "%s"}}, topic: out}
          deadLetter: {topic: dead}
          checkpoint: {store: memory}
          """
              .formatted(SERVERS, source, SERVERS);
      Files.writeString(file, pipeline);
      Path made = directory.resolve("captured.test.yaml");

      Command capture = run("test", "--capture", made.toString(), "--limit", "20", file.toString());
      assertThat(capture.exit()).as(capture.all()).isZero();
      assertThat(capture.out()).contains("6 records captured to", "1 left out that are not UTF-8");
      assertThat(Files.readString(made))
          .doesNotContain("ann@example.com", "bob@example.com")
          .contains("hmac_sha256:...");

      Command test = Command.run(Map.of(), "test", "--coverage", directory.toString());
      assertThat(test.exit()).as(test.all()).isZero();
      assertThat(test.out()).contains("1 passed, 0 failed", "coverage 100 %");

      Files.writeString(file, pipeline.replace("== \"EU\"", "== \"US\""));
      assertThat(run("test", directory.toString()).exit()).isEqualTo(1);

      Command again = run("test", "--capture", made.toString(), file.toString());
      assertThat(again.exit()).isEqualTo(2);
      assertThat(again.err()).contains("--capture cannot be made: it is there already");
    }
  }
}
