package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.testkit.ClientProperties;
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

/** What Kafka's clients are told: a stage's word before its connection's, and that before ours. */
class ClientPropertiesTest {
  @TempDir private Path directory;

  /** What the clients of a copy are told when a connection, the source and the target say this. */
  private List<Map<String, ?>> told(String connection, String source, String target)
      throws IOException {
    String servers = TestBroker.shared().bootstrapServers();
    try (Topics topics = new Topics(servers)) {
      String from = topics.create("from", 1);
      String to = topics.create("to", 1);
      topics.send(List.of(new ProducerRecord<>(from, "{}".getBytes(UTF_8))));
      Path file =
          Files.writeString(
              directory.resolve(to + ".yaml"),
              """
              apiVersion: sluice/v1
              kind: Connection
              name: there
              kafka:
                bootstrapServers: "%s"
                properties: {metric.reporters: %s, told.to: %s%s}
              ---
              apiVersion: sluice/v1
              kind: Pipeline
              name: %s
              sync: full
              source: {connection: there, topics: [%s], properties: {%s}}
              target: {connection: there, topic: %s, properties: {%s}}
              checkpoint: {store: memory}
              """
                  .formatted(
                      servers,
                      ClientProperties.class.getName(),
                      to,
                      connection,
                      to,
                      from,
                      source,
                      to,
                      target));
      Command command = Command.run(Map.of(), "run", file.toString());
      assertThat(command.exit()).as(command.all()).isZero();
      return ClientProperties.of(to);
    }
  }

  /** Those of the clients that were told of a property at all. */
  private static List<String> values(List<Map<String, ?>> told, String property) {
    return told.stream()
        .filter(each -> each.containsKey(property))
        .map(each -> String.valueOf(each.get(property)))
        .distinct()
        .toList();
  }

  @Test
  void allClientsLeaveTheirSocketsBuffersToTheSystem() throws Exception {
    List<Map<String, ?>> told = told("", "", "");
    assertThat(told).hasSizeGreaterThan(2);
    assertThat(told)
        .allSatisfy(each -> {
          assertThat(each.get("send.buffer.bytes")).hasToString("-1");
          assertThat(each.get("receive.buffer.bytes")).hasToString("-1");
        });
  }

  @Test
  void aConnectionsWordGoesBeforeTheDefaults() throws Exception {
    List<Map<String, ?>> told =
        told(", max.poll.records: 77, linger.ms: 7, receive.buffer.bytes: 70000", "", "");
    assertThat(values(told, "max.poll.records")).containsExactly("77");
    assertThat(values(told, "linger.ms")).containsExactly("7");
    assertThat(values(told, "receive.buffer.bytes")).containsExactly("70000");
  }

  @Test
  void aStagesWordGoesBeforeItsConnections() throws Exception {
    List<Map<String, ?>> told =
        told(", max.poll.records: 77, linger.ms: 7", "max.poll.records: 78", "linger.ms: 8");
    assertThat(values(told, "max.poll.records")).contains("78");
    assertThat(values(told, "linger.ms")).contains("8");
  }
}
