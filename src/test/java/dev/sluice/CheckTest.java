package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.check.Outcome;
import dev.sluice.checkpoint.file.FileStore;
import dev.sluice.cli.Command;
import dev.sluice.kafka.ConnectionInspection;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.kafka.Login;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.SecureBroker;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The connection test's items against real brokers: each one's failures and warnings, beside those
 * of logins ({@code SecurityTest}) and of rights ({@code LeastRightsTest}).
 */
@Execution(ExecutionMode.CONCURRENT)
class CheckTest {
  private final String servers = TestBroker.shared().bootstrapServers();
  private final Topics topics = new Topics(servers);
  private final String source = topics.create("source", 2);
  private final String target = topics.create("target", 2);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    topics.close();
  }

  /** A pipeline with a memory store, whose warning is the only one. */
  private String yaml(String sourceKeys, String targetKeys, String more) {
    return """
    apiVersion: sluice/v1
    kind: Connection
    name: there
    kafka: {bootstrapServers: "%s"}
    ---
    apiVersion: sluice/v1
    kind: Pipeline
    name: p
    sync: full
    source: {connection: there, %s}
    target: {connection: there, %s}
    %s
    """
        .formatted(servers, sourceKeys, targetKeys, more);
  }

  private String yaml() {
    return yaml("topics: [" + source + "]", "topic: " + target, "checkpoint: {store: memory}");
  }

  private Command sluice(String verb, String yaml, String... options) throws IOException {
    return sluice(Clock.systemUTC(), verb, yaml, options);
  }

  private Command sluice(Clock clock, String verb, String yaml, String... options)
      throws IOException {
    Path file = Files.writeString(directory.resolve("p.yaml"), yaml);
    String[] arguments = new String[options.length + 2];
    arguments[0] = verb;
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[arguments.length - 1] = file.toString();
    return Command.run(clock, Map.of(), arguments);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void everythingPassesAndNothingIsWritten() throws IOException {
    topics.send(source, 1, "{\"n\":1}");
    String store = Topics.name("checkpoints");
    String yaml =
        yaml(
            "topicExpression: '" + source + "'",
            "topic: " + target,
            "checkpoint: {topic: " + store + "}");
    Command check = sluice("check", yaml);
    assertThat(check.exit()).as(check.all()).isZero();
    assertThat(check.out())
        .contains(
            "pass     1 definition       1 pipeline, 1 connection: valid",
            "pass     2 name resolution  " + servers,
            "pass     3 TCP              " + servers,
            "pass     4 TLS              " + servers,
            "pass     5 authentication   connected without a login",
            "pass     6 cluster          cluster ",
            "pass    10 clock            within ",
            "pass     7 topics           " + source + " matches 1 topic: " + source,
            "pass     8 source           1 topic, 2 partitions, 1 offset; fetched "
                + source
                + "-1@0",
            "pass     9 target           " + target,
            "pass    11 checkpoint       " + store + " is created at the first start",
            "11 items passed, 0 warned, 0 failed, 0 skipped");
    assertThat(topics.all(target)).isEmpty();
    assertThat(topics.exists(store)).isFalse();
    assertThat(topics.committed("sluice.p")).isEmpty();
  }

  @Test
  void theReportComesInEveryFormat() throws IOException {
    String yaml = yaml().replace("[" + source + "]", "[" + source + "x]");
    Map<String, String> beginnings =
        Map.of(
            "text", "workspace\n  pass     1 definition",
            "json", "{\n  \"passed\" : ",
            "github",
                "::error file="
                    + directory.resolve("p.yaml")
                    + ",line=10,col=9,title=missing-topic",
            "sarif", "{\n  \"$schema\" : \"https://json.schemastore.org/sarif-2.1.0.json\"",
            "junit",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite name=\"sluice check\"");
    for (Map.Entry<String, String> beginning : beginnings.entrySet()) {
      Command check = sluice("check", yaml, "--format", beginning.getKey());
      assertThat(check.exit()).isEqualTo(3);
      assertThat(check.out()).startsWith(beginning.getValue()).contains("there is no topic");
    }
  }

  @Test
  void aProbeIsWrittenOnlyWhenAskedFor() throws IOException {
    Command check = sluice("check", yaml(), "--probe-write");
    assertThat(check.exit()).as(check.all()).isZero();
    assertThat(topics.all(target))
        .singleElement()
        .satisfies(probe -> {
          assertThat(Topics.text(probe.value())).isEqualTo("{}");
          assertThat(Topics.text(probe.headers().lastHeader("sluice.probe").value()))
              .isEqualTo("connection test");
        });
  }

  @Test
  void anUnknownHostAndAClosedPortFailOrWarnWhereAnotherServerAnswers() throws IOException {
    int closed = closedPort();
    String unknown = sluice("check", yaml().replace(servers, "nowhere.invalid:9092")).out();
    assertThat(unknown)
        .contains(
            "fail     2 name resolution  error[unreachable] nowhere.invalid:9092 is an unknown host",
            "Check bootstrapServers",
            "skipped  3 TCP              not reached: name resolution failed",
            "skipped  7 topics           the connection \"there\" has failed",
            "skipped  9 target           the connection \"there\" has failed");
    Command refused = sluice("check", yaml().replace(servers, "localhost:" + closed));
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.out())
        .contains(
            "fail     3 TCP              error[unreachable] localhost:"
                + closed
                + " does not answer (Connection refused)");
    Command some =
        sluice(
            "check",
            yaml().replace(servers, "nowhere.invalid:9092,localhost:" + closed + "," + servers));
    assertThat(some.exit()).as(some.all()).isZero();
    assertThat(some.out())
        .contains(
            "warn     2 name resolution  warning[unreachable] nowhere.invalid:9092 is an unknown host",
            "warn     3 TCP              warning[unreachable] localhost:" + closed,
            "pass     4 TLS              " + servers,
            "pass     9 target");
  }

  @Test
  void certificatesAndCleartextAreWarnedOf() throws IOException {
    SecureBroker secure = SecureBroker.shared();
    String tls = "tls: {truststore: {path: " + secure.certificate("ca.pem") + "}";
    assertThat(connection(secure.bootstrapServers("EXPIRING"), tls + "}"))
        .contains(
            "warn     4 TLS              warning[tls] a certificate of localhost:", " expires at ");
    assertThat(connection(secure.bootstrapServers("ELSEWHERE"), tls + ", verifyHostname: false}"))
        .contains(
            "warn     4 TLS              warning[tls] the brokers' host names are not verified");
    assertThat(
            connection(
                secure.bootstrapServers("SASL"),
                "sasl: {mechanism: PLAIN, username: etl, password: '"
                    + SecureBroker.PASSWORD.replace("'", "''")
                    + "'}"))
        .contains("warn     5 authentication   warning[authentication] logged in by PLAIN as etl")
        .doesNotContain(SecureBroker.PASSWORD);
  }

  private String connection(String address, String keys) throws IOException {
    String yaml =
        "apiVersion: sluice/v1\nkind: Connection\nname: there\nkafka:\n  bootstrapServers: \""
            + address
            + "\"\n  "
            + keys
            + "\n";
    Command check = sluice("check", yaml, "--connection", "there");
    assertThat(check.exit()).as(check.all()).isZero();
    return check.out();
  }

  @Test
  void aBrokerThatIsNotReachedWhereItSaysAndReplicasThatAreNotEnforced() throws IOException {
    try (LocalBroker first = TestBroker.process(Map.of());
        Topics there = withGroups(first);
        LocalBroker _ =
            TestBroker.process(
                new LocalBroker.Setup(
                    Map.of("advertised.listeners", "PLAINTEXT://nowhere.invalid:9092"),
                    Map.of(),
                    List.of(),
                    List.of(),
                    Map.of(),
                    first))) {
      String from = "from";
      assigned(there, from, List.of(1), "1");
      replicated(there, "enforced", "2");
      replicated(there, "weak", "1");
      replicated(there, "impossible", "3");
      for (String acks : List.of("most_isr", "all_isr")) {
        String out = check(first, from, "weak", acks);
        assertThat(out)
            .contains(
                "fail     6 cluster          error[unreachable] the brokers say that they are reached at addresses that do not answer here: nowhere.invalid:9092 is an unknown host",
                "advertised.listeners",
                "warn     9 target           warning[weak-target] weak has min.insync.replicas=1 of 2 replicas, and acks: "
                    + acks
                    + " means 2",
                "Set min.insync.replicas=2 on the topic");
        assertThat(check(first, from, "enforced", acks)).contains("pass     9 target");
      }
      assertThat(check(first, from, "weak", "leader")).contains("pass     9 target");
      assertThat(check(first, from, "impossible", "most_isr"))
          .contains(
              "fail     9 target           error[weak-target] impossible has min.insync.replicas=3 and 2 replicas");
    }
  }

  /** The topic of groups is made, on the only broker that there is. */
  private static Topics withGroups(LocalBroker broker) {
    Topics topics = new Topics(broker.bootstrapServers());
    assertThat(topics.members("any")).isZero();
    return topics;
  }

  private static void replicated(Topics there, String name, String inSync) {
    assigned(there, name, List.of(1, 2), inSync);
  }

  private static void assigned(Topics there, String name, List<Integer> replicas, String inSync) {
    try {
      there
          .admin()
          .createTopics(
              List.of(
                  new NewTopic(name, Map.of(0, replicas))
                      .configs(Map.of("min.insync.replicas", inSync))))
          .all()
          .get();
    } catch (Exception e) {
      throw new IllegalStateException("creating " + name, e);
    }
  }

  private String check(LocalBroker broker, String from, String to, String acks) throws IOException {
    return sluice(
            "check",
            yaml(
                    "topics: [" + from + "]",
                    "topic: " + to + ", acks: " + acks,
                    "checkpoint: {store: memory}")
                .replace(servers, broker.bootstrapServers()))
        .out();
  }

  @Test
  void aTopicThatIsMissingAndAnExpressionThatMatchesNone() throws IOException {
    Command misspelt = sluice("check", yaml().replace("[" + source + "]", "[" + source + "x]"));
    assertThat(misspelt.exit()).isEqualTo(3);
    assertThat(misspelt.out())
        .contains(
            "fail     7 topics           error[missing-topic] there is no topic " + source + "x on",
            "Did you mean \"" + source + "\"?",
            "skipped  8 source           not reached: topics failed");
    String none = "topicExpression: 'nothing[.].+'";
    assertThat(sluice("check", yaml(none, "topic: " + target, "")).out())
        .contains(
            "fail     7 topics           error[missing-topic] no topic matches nothing[.].+ on");
    assertThat(sluice("check", yaml(none + ", allowEmpty: true", "topic: " + target, "")).out())
        .contains(
            "warn     7 topics           warning[missing-topic] no topic matches nothing[.].+");
  }

  @Test
  void aRecordThatTheGateWouldStopAtIsWarnedOf() throws IOException {
    topics.send(source, 0, "no json");
    assertThat(sluice("check", yaml()).out())
        .contains(
            "warn     8 source           warning[not-json] 1 topic, 2 partitions, 1 offset; the value of "
                + source
                + "-0@0 is not one JSON object: malformed");
  }

  @Test
  void targetsThatCannotBeWrittenAsTheDefinitionSays() throws IOException {
    String from = "topics: [" + source + "]";
    String store = "checkpoint: {store: memory}";
    String missing = Topics.name("missing");
    assertThat(sluice("check", yaml(from, "topic: " + missing, store)).out())
        .contains("fail     9 target           error[missing-topic] the target topic " + missing);
    assertThat(
            sluice("check", yaml(from, "topic: " + missing + ", createTopic: {replicas: 2}", store))
                .out())
        .contains("fail     9 target", "creating the topic " + missing, "replication factor");
    assertThat(sluice("check", yaml(from, "topic: " + missing + ", createTopic: {}", store)).out())
        .contains("pass     9 target           " + missing);
    assertThat(topics.exists(missing)).isFalse();
    String other = topics.create("other", 3);
    Command unequal = sluice("check", yaml(from, "topic: " + other + ", partition: same", store));
    assertThat(unequal.exit()).isEqualTo(3);
    assertThat(unequal.out())
        .contains(
            "fail     9 target           error[partition-count] the topic "
                + source
                + " has 2 partitions, its target "
                + other);
    String stamped = Topics.name("stamped");
    topics.create(stamped, 2, Map.of("message.timestamp.type", "LogAppendTime"));
    assertThat(sluice("check", yaml(from, "topic: " + stamped, store)).out())
        .contains(
            "warn     9 target           warning[weak-target] "
                + stamped
                + " has message.timestamp.type=LogAppendTime");
    assertThat(
            sluice(
                    "check",
                    yaml(from + ", nonJson: dead_letter", "topic: " + target, store)
                        + "deadLetter: {topic: "
                        + missing
                        + "}\n")
                .out())
        .contains("p deadLetter\n  fail     9 target           error[missing-topic]");
  }

  @Test
  void storesThatCannotBeUsed() throws IOException {
    assertThat(sluice("check", yaml()).out())
        .contains("warn    11 checkpoint       warning[risk] the store memory keeps positions");
    Path inTheWay = Files.writeString(directory.resolve("file"), "");
    String file = yaml().replace("store: memory", "store: file, directory: " + inTheWay);
    Command unwritable = sluice("check", file);
    assertThat(unwritable.exit()).isEqualTo(3);
    assertThat(unwritable.out())
        .contains(
            "fail    11 checkpoint       error[checkpoint-store] the directory of checkpoints "
                + inTheWay);
    String delete = Topics.name("checkpoints");
    topics.create(delete, 1, Map.of("cleanup.policy", "delete"));
    assertThat(sluice("check", yaml().replace("store: memory", "topic: " + delete)).out())
        .contains("fail    11 checkpoint       error[checkpoint-store]", "cleanup.policy=delete");
    Path store = directory.resolve("store");
    String good = yaml().replace("store: memory", "store: file, directory: " + store);
    assertThat(sluice("check", good).out()).contains("pass    11 checkpoint");
    assertThat(store).doesNotExist();
    assertThat(sluice("run", good).exit()).isZero();
    assertThat(sluice("check", good).out())
        .contains(
            "pass    11 checkpoint       "
                + store.resolve("p.json")
                + ": positions of 2 partitions");
    try (FileStore held = new FileStore(store, "p")) {
      assertThat(held.load().positions()).hasSize(2);
      assertThat(sluice("check", good).out())
          .contains("warn    11 checkpoint       warning[checkpoint-held] another process (pid ");
    }
    Files.writeString(store.resolve("p.json"), "{");
    assertThat(sluice("check", good).out())
        .contains(
            "fail    11 checkpoint       error[checkpoint-store] the checkpoint", "cannot be read");
  }

  @Test
  @ResourceLock("krb5.conf")
  void clocksThatDoNotAgree() throws IOException {
    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-10));
    Command warned = sluice(late, "check", yaml());
    assertThat(warned.exit()).isZero();
    assertThat(warned.out())
        .containsPattern(
            "warn    10 clock            warning\\[clock-skew] the brokers' clock is (599|600) s ahead of");
    SecureBroker secure = SecureBroker.shared();
    String kerberos =
        "apiVersion: sluice/v1\nkind: Connection\nname: there\nkafka:\n  bootstrapServers: \"%s\"\n  kerberos: {principal: etl@EXAMPLE.COM, keytab: %s, krb5Conf: %s}\n"
            .formatted(
                secure.bootstrapServers("SASL"),
                secure.kerberos("etl.keytab"),
                secure.kerberos("krb5.conf"));
    Command failed = sluice(late, "check", kerberos, "--connection", "there");
    assertThat(failed.exit()).isEqualTo(3);
    assertThat(failed.out()).contains("fail    10 clock            error[clock-skew]");
  }

  /** A proxy whose broker is just starting takes connections and ends them: that passes. */
  @Test
  void aPortThatOnlyEndsConnectionsIsWaitedFor() throws Exception {
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread ending =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    proxy.accept().close();
                  }
                } catch (IOException e) {
                  // the test has ended
                }
              });
      String address = "localhost:" + proxy.getLocalPort();
      for (String protocol : List.of("PLAINTEXT", "SSL")) {
        KafkaConnection connection =
            new KafkaConnection(
                "there",
                Map.of("bootstrap.servers", address, "security.protocol", protocol),
                new Login.None(),
                List.of());
        try (ConnectionInspection inspection =
            new ConnectionInspection(connection, Clock.systemUTC())) {
          assertThat(inspection.resolve()).isInstanceOf(Outcome.Pass.class);
          assertThat(inspection.connect()).isInstanceOf(Outcome.Pass.class);
          assertThat(inspection.protect())
              .isInstanceOfSatisfying(
                  Outcome.Fail.class, fail -> assertThat(fail.passing()).isTrue());
        }
      }
      proxy.close();
      ending.join();
    }
  }

  @Test
  void aTargetIsTestedThoughNothingIsKnownOfItsSource() throws IOException {
    String missing = Topics.name("missing");
    String none = "topicExpression: 'nothing[.].+', allowEmpty: true";
    assertThat(sluice("check", yaml(none, "topic: " + missing, "")).out())
        .contains("fail     9 target           error[missing-topic] the target topic " + missing);
    assertThat(sluice("check", yaml(none, "topic: 'eu.{topic}'", "")).out())
        .contains("skipped  9 target           which topics it writes is not known");
  }

  @Test
  void connectionsThatNoPipelineUsesAreTestedToo() throws IOException {
    String alone =
        "apiVersion: sluice/v1\nkind: Connection\nname: alone\nkafka: {bootstrapServers: \"localhost:%d\"}\n"
            .formatted(closedPort());
    Command check = sluice("check", alone);
    assertThat(check.out()).contains("alone\n", "fail     3 TCP");
    assertThat(check.exit()).isEqualTo(3);
  }

  /** Whatever swallows what is sent: every item ends, and all of them within the limit. */
  @Test
  void silenceIsAFailureInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "localhost:" + silent.getLocalPort();
      for (String keys : List.of("", "tls: {verifyHostname: false}")) {
        long start = System.nanoTime();
        Command check =
            sluice(
                "check",
                "apiVersion: sluice/v1\nkind: Connection\nname: there\nkafka:\n  bootstrapServers: \""
                    + address
                    + "\"\n  "
                    + keys
                    + "\n",
                "--connection",
                "there");
        assertThat(check.exit()).isEqualTo(3);
        assertThat(check.out()).contains("fail     4 TLS");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isLessThan(dev.sluice.review.ConnectionTest.LIMIT);
      }
    }
  }

  @Test
  void theDefinitionIsTheFirstItem() throws IOException {
    Command bad = sluice("check", yaml().replace("sync: full", "sync: fool"));
    assertThat(bad.exit()).isEqualTo(2);
    assertThat(bad.out())
        .contains(
            "fail     1 definition       error[wrong-value] "
                + directory.resolve("p.yaml")
                + ":9:7: sync: \"fool\" is not allowed",
            "skipped 11 checkpoint       not reached: definition failed");
    Command warned =
        sluice(
            "check", yaml().replace("topic: " + target, "topic: " + target + ", pushError: skip"));
    assertThat(warned.exit()).isZero();
    assertThat(warned.out())
        .contains(
            "warn     1 definition       warning[risk] " + directory.resolve("p.yaml") + ":11:",
            "target.pushError: records that the broker");
    Command unknown = sluice("check", yaml(), "--connection", "their");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("There is no Connection \"their\". Did you mean \"there\"?");
  }

  @Test
  void aRunRefusesWhatWillNotPassByItself() throws IOException {
    String other = topics.create("other", 3);
    topics.send(source, 0, "{}");
    String yaml =
        yaml(
            "topics: [" + source + "]",
            "topic: " + other + ", partition: same",
            "checkpoint: {store: memory}");
    Command refused = sluice("run", yaml);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).contains("error[partition-count]");
    Command unchecked = sluice("run", yaml, "--no-check");
    assertThat(unchecked.exit()).isEqualTo(1);
    assertThat(unchecked.err()).contains("first start");
    assertThat(refused.err()).doesNotContain("first start");
  }
}
