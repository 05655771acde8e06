package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Command;
import dev.sluice.review.ConnectionTest;
import dev.sluice.testkit.SecureBroker;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every way of protecting a connection, against a broker that really requires it. */
@ResourceLock("krb5.conf")
class SecurityTest {
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

  /** A connection that works: its listener, and what stands under {@code kafka:} beside servers. */
  private record Way(String name, String listener, String keys) {}

  private static Stream<Way> ways() {
    String trust = "tls: {truststore: {path: certificates/ca.pem}}";
    return Stream.of(
        new Way("PLAINTEXT", "PLAINTEXT", ""),
        new Way("SSL, PEM truststore", "TLS", trust),
        new Way(
            "SSL, PKCS12 truststore",
            "TLS",
            "tls: {truststore: {path: certificates/ca.p12, password: '${STORE_PASSWORD}'}}"),
        new Way(
            "mutual TLS, PEM",
            "MUTUAL",
            "tls: {truststore: {path: certificates/ca.pem}, keystore: {path: certificates/client.pem}}"),
        new Way(
            "mutual TLS, encrypted PEM",
            "MUTUAL",
            "tls: {truststore: {path: certificates/ca.pem}, keystore: {path: certificates/sealed.pem, password: '${STORE_PASSWORD}'}}"),
        new Way(
            "mutual TLS, PKCS12",
            "MUTUAL",
            "tls: {truststore: {path: certificates/ca.pem}, keystore: {path: %s, password: '${STORE_PASSWORD}'}}"
                .formatted(broker.certificate("client.p12"))),
        new Way(
            "SSL without host name verification",
            "ELSEWHERE",
            "tls: {truststore: {path: certificates/ca.pem}, verifyHostname: false}"),
        sasl("PLAIN", "SASL", ""),
        sasl("SCRAM-SHA-256", "SASL", ""),
        sasl("SCRAM-SHA-512", "SASL", ""),
        sasl("PLAIN", "SASLTLS", trust),
        sasl("SCRAM-SHA-512", "SASLTLS", trust),
        new Way(
            "an awkward user",
            "SASL",
            "sasl: {mechanism: SCRAM-SHA-512, username: '${AWKWARD_USER}', password: '${PASSWORD}'}"),
        new Way(
            "a foreign user",
            "SASL",
            "sasl: {mechanism: PLAIN, username: '${FOREIGN_USER}', password: '${PASSWORD}'}"),
        new Way("OAUTHBEARER", "SASL", oauth("token")),
        new Way("OAUTHBEARER, SASL_SSL", "SASLTLS", oauth("token") + "\n" + trust),
        new Way("Kerberos", "SASL", kerberos("etl@EXAMPLE.COM", "etl.keytab", "krb5.conf")),
        new Way(
            "Kerberos, SASL_SSL",
            "SASLTLS",
            kerberos("etl@EXAMPLE.COM", "etl.keytab", "krb5.conf") + "\n" + trust));
  }

  private static Way sasl(String mechanism, String listener, String tls) {
    return new Way(
        mechanism + ", " + listener,
        listener,
        "sasl: {mechanism: " + mechanism + ", username: etl, password: '${PASSWORD}'}\n" + tls);
  }

  private static String oauth(String path) {
    return "sasl: {mechanism: OAUTHBEARER, tokenEndpoint: '%s', clientId: etl, clientSecret: '${CLIENT_SECRET}', scope: kafka}"
        .formatted(broker.tokens(path));
  }

  private static String kerberos(String principal, String keytab, String krb5Conf) {
    return "kerberos: {principal: %s, keytab: kdc/%s, krb5Conf: kdc/%s}"
        .formatted(principal, keytab, krb5Conf);
  }

  private Path pipeline(Way way, String source, String target) throws IOException {
    String yaml =
        """
        apiVersion: sluice/v1
        kind: Connection
        name: there
        kafka:
          bootstrapServers: %s
        %s
        ---
        apiVersion: sluice/v1
        kind: Pipeline
        name: %s
        sync: full
        source: {connection: there, topics: [%s]}
        target: {connection: there, topic: %s}
        """
            .formatted(
                broker.bootstrapServers(way.listener()),
                way.keys().indent(2).stripTrailing(),
                source,
                source,
                target);
    return Files.writeString(broker.directory().resolve(source + ".yaml"), yaml);
  }

  private static Command sluice(String... arguments) {
    Command command = Command.run(SecureBroker.environment(), arguments);
    assertThat(command.all()).doesNotContain(SecureBroker.secrets());
    return command;
  }

  @TestFactory
  Stream<DynamicTest> everyWayCarriesRecords() {
    return ways().map(way -> DynamicTest.dynamicTest(way.name(), () -> carries(way)));
  }

  private void carries(Way way) throws IOException {
    String source = topics.create("source", 1);
    String target = topics.create("target", 1);
    topics.sendNumbered(source, 0, 0, 3);
    Command check = sluice("check", pipeline(way, source, target).toString());
    assertThat(check.exit()).as(check.all()).isZero();
    Command run = sluice("run", pipeline(way, source, target).toString());
    assertThat(run.exit()).as(run.all()).isZero();
    assertThat(topics.values(target)).containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}");
  }

  /** A connection that does not work: the item that fails, and words of what is said of it. */
  private record Wrong(Way way, int item, String said, String mend) {}

  private static Wrong wrong(
      String name, String listener, String keys, int item, String said, String mend) {
    return new Wrong(new Way(name, listener, keys), item, said, mend);
  }

  private static Stream<Wrong> wrongWays() {
    String trust = "tls: {truststore: {path: certificates/ca.pem}}";
    String plain = "sasl: {mechanism: PLAIN, username: etl, password: wr0ng}";
    String tlsError = "error[tls]";
    String keytab = "the keytab holds no key of the principal";
    return Stream.of(
        wrong(
            "wrong password, PLAIN",
            "SASL",
            plain,
            5,
            "by PLAIN as etl: the brokers refuse the user name or the password",
            "sasl.password"),
        wrong(
            "wrong password, SCRAM",
            "SASL",
            plain.replace("PLAIN", "SCRAM-SHA-256"),
            5,
            "by SCRAM-SHA-256 as etl: the brokers refuse",
            "sasl.password"),
        wrong(
            "unknown user",
            "SASL",
            "sasl: {mechanism: SCRAM-SHA-512, username: nobody, password: '${PASSWORD}'}",
            5,
            "as nobody: the brokers refuse",
            "sasl.username"),
        wrong(
            "untrusted",
            "TLS",
            "tls: {truststore: {path: certificates/other-ca.pem}}",
            4,
            "is not of an authority that the connection trusts",
            "tls.truststore"),
        wrong(
            "no truststore",
            "TLS",
            "tls: {verifyHostname: true}",
            4,
            "is not of an authority",
            "tls.truststore"),
        wrong("expired", "EXPIRED", trust, 4, "has expired (NotAfter:", "Renew it"),
        wrong(
            "wrong host",
            "ELSEWHERE",
            trust,
            4,
            "is for another host (No subject alternative",
            "verifyHostname"),
        wrong("no client certificate", "MUTUAL", trust, 4, tlsError, "tls.keystore"),
        wrong(
            "another authority's client certificate",
            "MUTUAL",
            trust.replace("}}", "}, keystore: {path: certificates/stranger.pem}}"),
            4,
            tlsError,
            "tls.keystore"),
        wrong(
            "TLS on a plain port",
            "PLAINTEXT",
            trust,
            4,
            "the other side does not speak TLS",
            "Remove tls"),
        wrong(
            "plain on a TLS port",
            "TLS",
            "",
            4,
            "speaks TLS, and the connection does not",
            "Add tls"),
        wrong(
            "no login on a SASL port",
            "SASL",
            "",
            4,
            "wants a login, and the connection has none",
            "Add sasl"),
        wrong(
            "a login on a plain port",
            "PLAINTEXT",
            plain,
            5,
            "the brokers want no login at this port",
            "Remove sasl"),
        wrong(
            "SASL without the TLS",
            "SASLTLS",
            plain,
            4,
            "speaks TLS, and the connection does not",
            "Add tls"),
        wrong(
            "SASL with TLS too much",
            "SASL",
            plain + "\n" + trust,
            4,
            "does not speak TLS",
            "Remove tls"),
        wrong(
            "truststore missing",
            "TLS",
            "tls: {truststore: {path: certificates/nowhere.pem}}",
            4,
            "nowhere.pem, is not there",
            "Relative paths"),
        wrong(
            "truststore without its password",
            "TLS",
            "tls: {truststore: {path: certificates/ca.p12}}",
            4,
            "holds no certificate that can be read",
            "needs its password"),
        wrong(
            "truststore with a wrong password",
            "TLS",
            "tls: {truststore: {path: certificates/ca.p12, password: wr0ng}}",
            4,
            "the password of tls.truststore or tls.keystore is wrong",
            "passwords under tls"),
        wrong(
            "truststore that is none",
            "TLS",
            "tls: {truststore: {path: kdc/krb5.conf}}",
            4,
            "is not the PEM that is expected",
            "PKCS 8"),
        wrong(
            "wrong client secret",
            "SASL",
            oauth("token").replace("'${CLIENT_SECRET}'", "wr0ng"),
            5,
            "the token endpoint refuses the client",
            "sasl.clientSecret"),
        wrong(
            "token that nobody signed",
            "SASL",
            oauth("forged"),
            5,
            "the brokers refuse the token ({",
            "audience"),
        wrong(
            "no token there",
            "SASL",
            oauth("nowhere"),
            5,
            "there is no token at sasl.tokenEndpoint",
            "sasl.tokenEndpoint"),
        wrong(
            "token endpoint away",
            "SASL",
            oauth("token").replaceAll("localhost:\\d+", "localhost:1")
                + "\nproperties: {sasl.login.retry.backoff.max.ms: '100'}",
            5,
            "http://localhost:1/token: ",
            "sasl.tokenEndpoint"),
        wrong(
            "wrong principal",
            "SASL",
            kerberos("nobody@EXAMPLE.COM", "etl.keytab", "krb5.conf"),
            5,
            "by Kerberos as nobody@EXAMPLE.COM: " + keytab,
            "kerberos.principal"),
        wrong(
            "unknown principal",
            "SASL",
            kerberos("ghost@EXAMPLE.COM", "ghost.keytab", "krb5.conf"),
            5,
            "the KDC does not know the principal",
            "kerberos.principal"),
        wrong(
            "missing keytab",
            "SASL",
            kerberos("etl@EXAMPLE.COM", "nowhere.keytab", "krb5.conf"),
            5,
            "nowhere.keytab, is not there",
            "Relative paths"),
        wrong(
            "unreadable keytab",
            "SASL",
            kerberos("etl@EXAMPLE.COM", ".", "krb5.conf"),
            5,
            "cannot be read by this user",
            "Relative paths"),
        wrong(
            "keytab that is none",
            "SASL",
            kerberos("etl@EXAMPLE.COM", "krb5.conf", "krb5.conf"),
            5,
            keytab,
            "kerberos.keytab"),
        wrong(
            "KDC away",
            "SASL",
            kerberos("etl@EXAMPLE.COM", "etl.keytab", "away.conf"),
            5,
            "the KDC does not answer (Connection refused)",
            "krb5.conf"),
        wrong(
            "krb5.conf missing",
            "SASL",
            kerberos("etl@EXAMPLE.COM", "etl.keytab", "nowhere.conf"),
            5,
            "nowhere.conf, is not there",
            "Relative paths"),
        wrong(
            "realm missing",
            "SASL",
            kerberos("etl@ELSEWHERE.ORG", "etl.keytab", "krb5.conf"),
            5,
            keytab,
            "kerberos.keytab"),
        wrong(
            "wrong service name",
            "SASL",
            kerberos("etl@EXAMPLE.COM", "etl.keytab", "krb5.conf")
                .replace("}", ", serviceName: kafak}"),
            5,
            "the KDC does not know the brokers' service",
            "kerberos.serviceName"));
  }

  @TestFactory
  Stream<DynamicTest> everyMistakeIsNamed() {
    return wrongWays()
        .map(wrong -> DynamicTest.dynamicTest(wrong.way().name(), () -> named(wrong)));
  }

  private void named(Wrong wrong) throws IOException {
    String file = pipeline(wrong.way(), Topics.name("source"), Topics.name("target")).toString();
    Command check = sluice("check", "--connection", "there", file);
    assertThat(check.exit()).as(check.all()).isEqualTo(3);
    assertThat(check.out())
        .contains("fail     " + wrong.item() + " ", wrong.said(), wrong.mend())
        .doesNotContain("Exception: ", "wr0ng");
    Command run = sluice("run", "--retry-for", "300ms", file);
    assertThat(run.exit()).as(run.all()).isEqualTo(3);
    assertThat(run.all())
        .contains(wrong.said(), wrong.mend())
        .doesNotContain("Exception: ", "wr0ng");
  }

  /** Kerberos has time-outs of its own, of minutes. */
  @Test
  void aKdcThatDoesNotAnswerIsAFailureInTime() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          broker.kerberos("silent.conf"),
          Files.readString(broker.kerberos("away.conf"))
              .replace("localhost:1", "localhost:" + silent.getLocalPort()));
      Way way = new Way("silent", "SASL", kerberos("etl@EXAMPLE.COM", "etl.keytab", "silent.conf"));
      String file = pipeline(way, Topics.name("source"), Topics.name("target")).toString();
      long start = System.nanoTime();
      Command check = sluice("check", file);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ConnectionTest.LIMIT);
      assertThat(check.exit()).isEqualTo(3);
      assertThat(check.out())
          .contains("fail     5 authentication   error[unreachable] no answer within 5 s");
    }
  }
}
