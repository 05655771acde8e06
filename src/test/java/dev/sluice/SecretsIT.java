package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Runner;
import dev.sluice.testkit.Runners;
import dev.sluice.testkit.SecureBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No secret leaves the process (invariant 8), not even where everything is logged. */
class SecretsIT {
  @RegisterExtension private final Runners runners = new Runners();
  @TempDir private Path directory;

  private static Map<String, String> talkative() {
    Map<String, String> environment = new HashMap<>(SecureBroker.environment());
    environment.put("QUARKUS_LOG_LEVEL", "DEBUG");
    for (String category :
        List.of("ORG_APACHE_KAFKA", "ORG_APACHE_KAFKA_CLIENTS", "ORG_APACHE_KAFKA_COMMON_UTILS")) {
      environment.put("QUARKUS_LOG_CATEGORY__" + category + "__LEVEL", "DEBUG");
    }
    environment.put("WRONG", "wr\u00f6ng-word");
    return environment;
  }

  private static Map<String, String> logins(SecureBroker broker) {
    String tls =
        "tls: {truststore: {path: %s, password: '${STORE_PASSWORD}'}, keystore: {path: %s, password: '${STORE_PASSWORD}'}}"
            .formatted(broker.certificate("ca.p12"), broker.certificate("client.p12"));
    return Map.of(
        "MUTUAL",
        tls,
        "SASLTLS",
        "sasl: {mechanism: SCRAM-SHA-512, username: etl, password: '${PASSWORD}'}\n  " + tls,
        "SASL",
        "sasl: {mechanism: OAUTHBEARER, tokenEndpoint: '"
            + broker.tokens("token")
            + "', clientId: etl, clientSecret: '${CLIENT_SECRET}'}",
        "PLAINTEXT",
        "sasl: {mechanism: PLAIN, username: etl, password: '${WRONG}'}");
  }

  @Test
  void noCommandShowsOneThoughEverythingIsLogged() throws IOException {
    SecureBroker broker = SecureBroker.shared();
    try (Topics topics = new Topics(broker.openServers())) {
      for (Map.Entry<String, String> login : logins(broker).entrySet()) {
        String source = topics.create("source", 1);
        topics.send(source, 0, "{}");
        topics.create(source + ".out", 1, Map.of());
        boolean wrong = login.getValue().contains("WRONG");
        Path file =
            Files.writeString(
                directory.resolve(source + ".yaml"),
                """
                apiVersion: sluice/v1
                kind: Connection
                name: there
                kafka:
                  bootstrapServers: "%s"
                  %s
                ---
                apiVersion: sluice/v1
                kind: Pipeline
                name: %s
                sync: full
                source: {connection: there, topics: [%s]}
                target: {connection: there, topic: "{topic}.out"}
                checkpoint: {store: file, directory: %s}
                """
                    .formatted(
                        broker.bootstrapServers(login.getKey()),
                        login.getValue(),
                        source,
                        source,
                        directory.resolve("checkpoints")));
        List<String> verbs =
            wrong
                ? List.of("validate", "graph", "check", "models", "run")
                : List.of("check", "models", "run");
        for (String verb : verbs) {
          Runner runner = runners.start(directory, talkative(), verb, "--verbose", file.toString());
          boolean dials = !verb.equals("validate") && !verb.equals("graph");
          assertThat(runner.await()).as(verb + runner.err()).isEqualTo(wrong && dials ? 3 : 0);
          if (dials) {
            assertThat(runner.err()).contains("DEBUG");
          }
        }
      }
    }
    assertThat(secretsIn(directory)).isEmpty();
  }

  private static List<String> secretsIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(file ->
              Stream.concat(SecureBroker.secrets().stream(), Stream.of("wr\u00f6ng"))
                  .filter(read(file)::contains)
                  .map(secret -> file + " holds " + secret))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("reading " + file, e);
    }
  }
}
