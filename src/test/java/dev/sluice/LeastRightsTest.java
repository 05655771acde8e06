package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.kafka.Right;
import dev.sluice.testkit.LeastRights;
import dev.sluice.testkit.Rights;
import dev.sluice.testkit.SecureBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pipeline runs with exactly the rights that the reference lists, and check misses each. */
class LeastRightsTest {
  private static final String PASSWORD = "least";

  @TempDir private static Path directory;
  private static SecureBroker broker;
  private static Topics topics;

  @BeforeAll
  static void start() {
    broker = SecureBroker.shared();
    topics = new Topics(broker.openServers());
  }

  @AfterAll
  static void stop() {
    topics.close();
  }

  private static String user() {
    String user = Topics.name("user");
    SecureBroker.scram(topics, user, PASSWORD);
    return user;
  }

  private static Path pipeline(
      String user, String source, String target, String dead, String checkpoint, String more)
      throws IOException {
    return Files.writeString(
        directory.resolve(source + ".yaml"),
        """
        apiVersion: sluice/v1
        kind: Connection
        name: there
        kafka:
          bootstrapServers: %s
          sasl: {mechanism: SCRAM-SHA-256, username: %s, password: %s}
        ---
        apiVersion: sluice/v1
        kind: Pipeline
        name: %s
        sync: full
        source: {connection: there, topics: [%s], nonJson: dead_letter}
        target: {connection: there, topic: %s%s}
        deadLetter: {topic: %s}
        checkpoint: %s
        """
            .formatted(
                broker.bootstrapServers("SASL"),
                user,
                PASSWORD,
                source,
                source,
                target,
                more,
                dead,
                checkpoint));
  }

  private static Command sluice(String... arguments) {
    return Command.run(Map.of(), arguments);
  }

  @ParameterizedTest
  @EnumSource
  void areEnoughAndEachIsMissed(LeastRights least) throws IOException {
    String user = user();
    String source = topics.create("source", 1);
    String target = topics.create("target", 1);
    String dead = topics.create("dead", 1);
    String store = Topics.name("checkpoints");
    topics.create(store, 4, Map.of("cleanup.policy", "compact"));
    topics.send(source, 0, "{\"n\":1}", "no json");
    List<Right> rights = new ArrayList<>(least.atSource(source, source));
    rights.addAll(least.atTarget(target, dead, false));
    rights.addAll(least.atStore(store, source, false));
    Rights granted = new Rights(topics.admin(), user);
    granted.grant(rights);
    String checkpoint =
        switch (least) {
          case KAFKA_TOPIC, EXACTLY_ONCE -> "{store: kafka_topic, topic: " + store + "}";
          case KAFKA_GROUP, KAFKA_GROUP_EXACTLY_ONCE -> "{store: kafka_group}";
          case FILE -> "{store: file, directory: " + directory.resolve("checkpoints") + "}";
          case JDBC ->
              "{store: jdbc, url: \"jdbc:h2:file:" + directory.resolve("rights/sluice") + "\"}";
          case MEMORY -> "{store: memory}";
        };
    String file =
        pipeline(user, source, target, dead, checkpoint + "\ndelivery: " + least.delivery(), "")
            .toString();

    Command run = sluice("run", file);
    assertThat(run.exit()).as(run.all()).isZero();
    assertThat(topics.values(target)).containsExactly("{\"n\":1}");
    assertThat(topics.values(dead)).containsExactly("no json");
    Command check = sluice("check", file);
    assertThat(check.exit()).as(check.all()).isZero();

    for (Right right : rights) {
      granted.take(right);
      Command missed = sluice("check", file);
      assertThat(missed.exit()).as(right + "\n" + missed.all()).isEqualTo(3);
      assertThat(missed.out()).contains("error[authorisation]", right.toString(), right.options());
      granted.grant(List.of(right));
    }
    assertThat(sluice("check", file).exit()).isZero();
  }

  @Test
  void creatingTopicsNeedsTheRightToCreate() throws IOException {
    String user = user();
    String source = topics.create("source", 1);
    String target = Topics.name("target");
    String dead = topics.create("dead", 1);
    String store = Topics.name("checkpoints");
    topics.send(source, 0, "{\"n\":1}");
    LeastRights least = LeastRights.KAFKA_TOPIC;
    List<Right> rights = new ArrayList<>(least.atSource(source, source));
    rights.addAll(least.atTarget(target, dead, true));
    rights.addAll(least.atStore(store, source, true));
    Rights granted = new Rights(topics.admin(), user);
    granted.grant(rights);
    String file =
        pipeline(
                user,
                source,
                target,
                dead,
                "{topic: " + store + "}",
                ", createTopic: {partitions: 2}")
            .toString();
    Command before = sluice("check", file);
    assertThat(before.exit()).as(before.all()).isZero();
    for (Right right : rights) {
      if (right.operation() == org.apache.kafka.common.acl.AclOperation.CREATE) {
        granted.take(right);
        Command missed = sluice("check", file);
        assertThat(missed.exit()).as(missed.all()).isEqualTo(3);
        assertThat(missed.out()).contains(right.toString(), right.options());
        granted.grant(List.of(right));
      }
    }
    Command run = sluice("run", file);
    assertThat(run.exit()).as(run.all()).isZero();
    assertThat(topics.values(target)).containsExactly("{\"n\":1}");
  }

  @Test
  void aRunRefusesAtOnceWhereARightIsMissing() throws IOException {
    String user = user();
    String source = topics.create("source", 1);
    String target = topics.create("target", 1);
    String dead = topics.create("dead", 1);
    List<Right> rights = new ArrayList<>(LeastRights.MEMORY.atSource(source, source));
    rights.addAll(LeastRights.MEMORY.atTarget(target, dead, false));
    Rights granted = new Rights(topics.admin(), user);
    granted.grant(rights);
    String file = pipeline(user, source, target, dead, "{store: memory}", "").toString();
    for (Right right : rights) {
      granted.take(right);
      Command run = sluice("run", file);
      assertThat(run.exit()).as(right + run.all()).isEqualTo(3);
      assertThat(run.all()).contains("error[authorisation]", right.toString());
      granted.grant(List.of(right));
    }
  }

  /** Offsets in a transaction are committed by who writes. */
  @Test
  void whoWritesExactlyOnceWithTheGroupNeedsAReadersRightsToo() throws IOException {
    String reader = user();
    String writer = user();
    String source = topics.create("source", 1);
    String target = topics.create("target", 1);
    String dead = topics.create("dead", 1);
    topics.send(source, 0, "{\"n\":1}");
    LeastRights least = LeastRights.KAFKA_GROUP_EXACTLY_ONCE;
    new Rights(topics.admin(), reader).grant(least.atSource(source, source));
    Rights written = new Rights(topics.admin(), writer);
    List<Right> needed = new ArrayList<>(least.atSource(source, source));
    needed.addAll(least.atStore("", source, false));
    written.grant(least.atTarget(target, dead, false));
    written.grant(needed);
    String connection =
        "{kafka: {bootstrapServers: \"%s\", sasl: {mechanism: SCRAM-SHA-256, username: %s, password: %s}}}";
    String file =
        Files.writeString(
                directory.resolve(source + ".yaml"),
                """
                apiVersion: sluice/v1
                kind: Pipeline
                name: %s
                sync: full
                delivery: exactly_once
                source: {connection: %s, topics: [%s]}
                target: {connection: %s, topic: %s}
                checkpoint: {store: kafka_group}
                """
                    .formatted(
                        source,
                        connection.formatted(broker.bootstrapServers("SASL"), reader, PASSWORD),
                        source,
                        connection.formatted(broker.bootstrapServers("SASL"), writer, PASSWORD),
                        target))
            .toString();
    Command run = sluice("run", file);
    assertThat(run.exit()).as(run.all()).isZero();
    assertThat(topics.values(target)).containsExactly("{\"n\":1}");
    for (Right right : needed) {
      written.take(right);
      Command missed = sluice("check", file);
      assertThat(missed.exit()).as(right + "\n" + missed.all()).isEqualTo(3);
      assertThat(missed.out()).contains(right.toString());
      written.grant(List.of(right));
    }
  }
}
