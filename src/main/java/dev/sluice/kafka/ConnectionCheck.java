package dev.sluice.kafka;

import static dev.sluice.kafka.ConnectionKeys.BOOTSTRAP_SERVERS;
import static dev.sluice.kafka.ConnectionKeys.CLIENT_ID;
import static dev.sluice.kafka.ConnectionKeys.CLIENT_SECRET;
import static dev.sluice.kafka.ConnectionKeys.KERBEROS;
import static dev.sluice.kafka.ConnectionKeys.KRB5_CONF;
import static dev.sluice.kafka.ConnectionKeys.MECHANISM;
import static dev.sluice.kafka.ConnectionKeys.PASSWORD;
import static dev.sluice.kafka.ConnectionKeys.SASL;
import static dev.sluice.kafka.ConnectionKeys.SECURITY_PROTOCOL;
import static dev.sluice.kafka.ConnectionKeys.TLS;
import static dev.sluice.kafka.ConnectionKeys.TOKEN_ENDPOINT;
import static dev.sluice.kafka.ConnectionKeys.USERNAME;

import dev.sluice.kafka.ConnectionKeys.Mechanism;
import dev.sluice.kafka.ConnectionKeys.Protocol;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.LiteralSecrets;
import dev.sluice.schema.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be said of connections before anything is dialled. */
public final class ConnectionCheck {
  private ConnectionCheck() {}

  /** Where its cluster is reached; in any order. */
  public static Set<String> addresses(Settings connection) {
    return Set.copyOf(connection.get(ConnectionKeys.BOOTSTRAP_SERVERS));
  }

  /** Checks each connection, and all of them together. */
  public static void check(Collection<Settings> connections, Problems problems) {
    connections.forEach(connection -> check(connection, problems));
    List<Settings> kerberos =
        connections.stream()
            .map(connection -> connection.find(KERBEROS))
            .filter(Objects::nonNull)
            .filter(settings -> settings.find(KRB5_CONF) != null)
            .toList();
    kerberos.stream()
        .filter(settings -> !krb5Conf(settings).equals(krb5Conf(kerberos.getFirst())))
        .forEach(settings ->
            problems.error(
                ProblemCode.KRB5_CONFLICT,
                settings.at(KRB5_CONF),
                settings.path(KRB5_CONF),
                "another connection names another krb5.conf, and it holds for the whole process",
                "Name one file with all realms; the other is at "
                    + kerberos.getFirst().at(KRB5_CONF)));
  }

  /** The same words in files of two folders are two files. */
  private static Path krb5Conf(Settings kerberos) {
    return Path.of(kerberos.at().file())
        .toAbsolutePath()
        .resolveSibling(kerberos.get(KRB5_CONF))
        .normalize();
  }

  private static void check(Settings connection, Problems problems) {
    List<String> servers = connection.find(BOOTSTRAP_SERVERS);
    if (servers != null) {
      KafkaConnection.split(servers).stream()
          .filter(server -> !KafkaConnection.isAddress(server))
          .forEach(server ->
              problems.error(
                  ProblemCode.WRONG_VALUE,
                  connection.at(BOOTSTRAP_SERVERS),
                  connection.path(BOOTSTRAP_SERVERS),
                  "a bootstrap server is not host:port",
                  "Expected broker-1:9092, or \"[2001:db8::1]:9092\""));
    }
    OwnedProperties.check(connection, ConnectionKeys.PROPERTIES, problems);
    secrets(connection, problems);
    Settings sasl = connection.find(SASL);
    if (sasl != null) {
      sasl(sasl, problems);
    }
    if (connection.has(SASL) && connection.has(KERBEROS)) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          connection.at(KERBEROS),
          connection.path(KERBEROS),
          "sasl and kerberos exclude each other",
          "Remove one of them");
    }
    protocol(connection, problems);
  }

  private static void secrets(Settings connection, Problems problems) {
    literal(connection.find(SASL), PASSWORD, problems);
    literal(connection.find(SASL), CLIENT_SECRET, problems);
    Settings tls = connection.find(TLS);
    if (tls != null) {
      literal(tls.find(ConnectionKeys.TRUSTSTORE), ConnectionKeys.STORE_PASSWORD, problems);
      literal(tls.find(ConnectionKeys.KEYSTORE), ConnectionKeys.STORE_PASSWORD, problems);
    }
  }

  private static void literal(@Nullable Settings settings, Key<String> secret, Problems problems) {
    if (settings != null) {
      LiteralSecrets.warn(settings, secret, problems);
    }
  }

  private static void sasl(Settings sasl, Problems problems) {
    Mechanism mechanism = sasl.find(MECHANISM);
    if (mechanism == null) {
      return;
    }
    List<Key<String>> needed =
        mechanism == Mechanism.OAUTHBEARER
            ? List.of(TOKEN_ENDPOINT, CLIENT_ID, CLIENT_SECRET)
            : List.of(USERNAME, PASSWORD);
    needed.stream()
        .filter(key -> !sasl.has(key))
        .forEach(key ->
            problems.error(
                ProblemCode.MISSING_KEY,
                sasl.at(),
                sasl.path(),
                "\"" + key.name() + "\" is missing",
                mechanism.word() + " needs it"));
    String user = sasl.find(USERNAME);
    boolean scram = mechanism == Mechanism.SCRAM_SHA_256 || mechanism == Mechanism.SCRAM_SHA_512;
    if (scram && user != null && !user.chars().allMatch(each -> each < 128)) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          sasl.at(USERNAME),
          sasl.path(USERNAME),
          "Kafka's SCRAM knows user names of ASCII letters alone",
          "Use another user, or the mechanism PLAIN; passwords may hold any letter");
    }
    String endpoint = sasl.find(TOKEN_ENDPOINT);
    if (endpoint != null && !isUrl(endpoint)) {
      problems.error(
          ProblemCode.WRONG_VALUE,
          sasl.at(TOKEN_ENDPOINT),
          sasl.path(TOKEN_ENDPOINT),
          "the token endpoint is not an http or https URL without a user in it",
          "Expected https://login.example.com/oauth2/token");
    }
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = new URI(text);
      // what stands before the host is a secret, and would be shown
      return uri.getHost() != null
          && uri.getUserInfo() == null
          && String.valueOf(uri.getScheme()).matches("https?");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static void protocol(Settings connection, Problems problems) {
    Protocol protocol = connection.find(SECURITY_PROTOCOL);
    if (protocol == null) {
      return;
    }
    boolean login = connection.has(SASL) || connection.has(KERBEROS);
    boolean loginExpected = protocol == Protocol.SASL_PLAINTEXT || protocol == Protocol.SASL_SSL;
    boolean tlsExpected = protocol == Protocol.SSL || protocol == Protocol.SASL_SSL;
    if (login != loginExpected || (connection.has(TLS) && !tlsExpected)) {
      problems.error(
          ProblemCode.CONFLICTING_KEYS,
          connection.at(SECURITY_PROTOCOL),
          connection.path(SECURITY_PROTOCOL),
          protocol
              + (login == loginExpected
                  ? " does not go with tls"
                  : login ? " does not go with sasl or kerberos" : " needs sasl or kerberos"),
          "Leave it out: it follows from sasl, kerberos and tls");
    }
  }
}
