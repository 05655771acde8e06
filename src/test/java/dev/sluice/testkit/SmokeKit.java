package dev.sluice.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What {@code native/smoke} tries a binary against: brokers, a KDC, records, and somebody who
 * counts what arrives. Takes questions on standard input, a line each; answers a line each.
 */
public final class SmokeKit {
  private static final int RECORDS = 1_000;

  private SmokeKit() {}

  /**
   * Prints {@code ready} once all is there.
   *
   * @param arguments a folder for files, and the address of an open broker, or nothing
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    SecureBroker broker = SecureBroker.shared();
    String open = arguments[1].isEmpty() ? broker.openServers() : arguments[1];
    String topic = "smoke." + Long.toString(System.currentTimeMillis(), 36);
    try (Topics secure = new Topics(broker.openServers());
        Topics topics = new Topics(open)) {
      fill(secure, topic);
      if (!arguments[1].isEmpty()) {
        fill(topics, topic);
      }
      write(directory, broker, open, topic);
      System.out.println("ready");
      answer(topics, secure);
    }
    System.exit(0); // brokers end with the process
  }

  private static void fill(Topics topics, String topic) {
    topics.create(topic, 2, Map.of());
    topics.send(
        IntStream.range(0, RECORDS)
            .mapToObj(n ->
                new ProducerRecord<>(
                    topic,
                    n % 2,
                    Topics.bytes("key-" + n),
                    Topics.bytes(
                        "{\"n\":"
                            + n
                            + ",\"region\":\"EU\",\"email\":\"a"
                            + n
                            + "@example.com\",\"text\":\""
                            + "compresses well, ".repeat(10)
                            + "\"}")))
            .toList());
  }

  private static void write(Path directory, SecureBroker broker, String open, String topic)
      throws IOException {
    Map<String, String> facts =
        Map.of(
            "OPEN", open,
            "SASL", broker.bootstrapServers("SASL"),
            "TLS", broker.bootstrapServers("TLS"),
            "CA", broker.certificate("ca.pem").toString(),
            "KEYTAB", broker.kerberos("etl.keytab").toString(),
            "KRB5_CONF", broker.kerberos("krb5.conf").toString(),
            "TOKENS", broker.tokens("token"),
            "topic", topic);
    Files.writeString(directory.resolve("kit"), lines(facts, "'"));
    Files.writeString(directory.resolve("env"), lines(SecureBroker.environment(), ""));
  }

  private static String lines(Map<String, String> values, String quote) {
    return values.entrySet().stream()
        .map(each -> each.getKey() + "=" + quote + each.getValue() + quote + "\n")
        .collect(Collectors.joining());
  }

  /** Topics are made on both brokers, and counted on both: a pipeline writes to one of them. */
  private static void answer(Topics topics, Topics secure) throws IOException {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      List<String> words = List.of(line.split(" "));
      switch (words.getFirst()) {
        case "topic" -> {
          for (Topics each : List.of(topics, secure)) {
            if (!each.exists(words.get(1))) {
              var _ = each.create(words.get(1), 2, Map.of());
            }
          }
          System.out.println("made");
        }
        case "count" ->
            System.out.println(
                Math.max(topics.all(words.get(1)).size(), secure.all(words.get(1)).size()));
        case "quit" -> {
          return;
        }
        default -> System.out.println("unknown: " + line);
      }
    }
  }
}
