package dev.sluice.testkit;

import dev.sluice.quickstart.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A real broker for tests: a container where a Docker engine answers, else a child process. {@code
 * -Dsluice.test.kafka=testcontainers|process} forces one. Session time-outs are short.
 */
public interface TestBroker extends AutoCloseable {
  /** Where it is reached; stays the same over restarts. */
  String bootstrapServers();

  @Override
  void close();

  /** One for a whole test run; ends with it. */
  static TestBroker shared() {
    return Shared.broker();
  }

  /** One that can be stopped and killed: always a process. */
  static LocalBroker process(Map<String, String> further, String... features) {
    return process(
        new LocalBroker.Setup(further, Map.of(), List.of(features), List.of(), Map.of(), null));
  }

  /** One that is reached, by its listener {@code PROXIED}, through a proxy alone. */
  static LocalBroker behind(TcpProxy proxy, Map<String, String> further) {
    LocalBroker broker =
        process(
            new LocalBroker.Setup(
                further,
                Map.of(PROXIED, "PLAINTEXT"),
                List.of(),
                List.of(),
                Map.of(PROXIED, proxy.port()),
                null));
    proxy.to(broker.port(PROXIED));
    return broker;
  }

  /** The listener behind a proxy. */
  String PROXIED = "PROXIED";

  /** The same with listeners of its own. */
  static LocalBroker process(LocalBroker.Setup setup) {
    Map<String, String> properties = new HashMap<>(shortSessions());
    properties.putAll(setup.properties());
    return LocalBroker.start(
        classPath("sluice.broker.classpath"),
        new LocalBroker.Setup(
            properties,
            setup.listeners(),
            setup.features(),
            setup.jvm(),
            setup.advertised(),
            setup.beside()));
  }

  /** What makes a broker notice soon that a member is gone. */
  private static Map<String, String> shortSessions() {
    return Map.of(
        "group.consumer.session.timeout.ms", "4000",
        "group.consumer.min.session.timeout.ms", "1000",
        "group.consumer.heartbeat.interval.ms", "100",
        "group.consumer.min.heartbeat.interval.ms", "100",
        "group.min.session.timeout.ms", "1000");
  }

  /** The class path that the build has written to a file. */
  static String classPath(String property) {
    try {
      return Files.readString(Path.of(System.getProperty(property, "target/broker/classpath")));
    } catch (IOException e) {
      throw new UncheckedIOException("run the tests with ./mvnw: it fetches the broker", e);
    }
  }

  /** The one of a test run. */
  final class Shared {
    private static @Nullable TestBroker broker;

    private Shared() {}

    private static synchronized TestBroker broker() {
      TestBroker known = broker;
      if (known == null) {
        known = start();
        Topics.prepare(known.bootstrapServers());
        broker = known;
      }
      return known;
    }

    private static TestBroker start() {
      return switch (System.getProperty("sluice.test.kafka", "")) {
        case "testcontainers" -> container();
        case "process" -> local();
        case "" -> dockerAnswers() ? containerIfItCanBeHad() : local();
        default ->
            throw new IllegalArgumentException("sluice.test.kafka: testcontainers or process");
      };
    }

    /** An engine may answer where no image can be pulled. */
    private static TestBroker containerIfItCanBeHad() {
      try {
        return container();
      } catch (ContainerFetchException e) {
        System.out.println(
            "the image of the broker cannot be had, a process does: " + e.getMessage());
        return local();
      }
    }

    private static boolean dockerAnswers() {
      boolean likely =
          System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
      return likely && DockerClientFactory.instance().isDockerAvailable();
    }

    private static TestBroker local() {
      LocalBroker local = process(Map.of());
      return new TestBroker() {
        @Override
        public String bootstrapServers() {
          return local.bootstrapServers();
        }

        @Override
        public void close() {
          local.close();
        }
      };
    }

    private static TestBroker container() {
      KafkaContainer container = new KafkaContainer("apache/kafka:4.1.1");
      container.withEnv("KAFKA_LOG_RETENTION_MS", "-1"); // as a local one: old records stay
      shortSessions()
          .forEach((name, value) ->
              container.withEnv(
                  "KAFKA_" + name.toUpperCase(java.util.Locale.ROOT).replace('.', '_'), value));
      container.start();
      return new TestBroker() {
        @Override
        public String bootstrapServers() {
          return container.getBootstrapServers();
        }

        @Override
        public void close() {
          container.close();
        }
      };
    }
  }
}
