package dev.sluice.kafka;

import dev.sluice.schema.Key;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Structures;
import dev.sluice.schema.Types;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Everything under {@code kafka:} of a connection. */
public final class ConnectionKeys {
  /** How a client proves who it is. */
  enum Mechanism {
    PLAIN,
    SCRAM_SHA_256,
    SCRAM_SHA_512,
    OAUTHBEARER;

    String word() {
      return name().replace('_', '-');
    }
  }

  /** Kafka's own names for what protects the wire. */
  enum Protocol {
    PLAINTEXT,
    SSL,
    SASL_PLAINTEXT,
    SASL_SSL
  }

  static final Key<List<String>> BOOTSTRAP_SERVERS =
      Key.required(
          "bootstrapServers",
          Types.mapped(Structures.oneOrMore(Types.text()), KafkaConnection::split),
          "Where to find the cluster: host:port, a list or separated by commas.");
  static final Key<Protocol> SECURITY_PROTOCOL =
      Key.optional(
          "securityProtocol",
          Types.choice(Arrays.asList(Protocol.values()), Protocol::name),
          "By default what sasl, kerberos and tls imply, else PLAINTEXT.");

  static final Key<Mechanism> MECHANISM =
      Key.required(
          "mechanism",
          Types.choice(Arrays.asList(Mechanism.values()), Mechanism::word),
          "How the client logs in.");
  static final Key<String> USERNAME = Key.optional("username", Types.text(), "The user's name.");
  static final Key<String> PASSWORD =
      Key.optional("password", Types.secret(), "The password; a variable, not the word itself.");
  static final Key<String> TOKEN_ENDPOINT =
      Key.optional("tokenEndpoint", Types.text(), "Where OAUTHBEARER gets its tokens.");
  static final Key<String> CLIENT_ID =
      Key.optional("clientId", Types.text(), "OAUTHBEARER's client id.");
  static final Key<String> CLIENT_SECRET =
      Key.optional("clientSecret", Types.secret(), "OAUTHBEARER's client secret.");
  static final Key<String> SCOPE = Key.optional("scope", Types.text(), "OAUTHBEARER's scope.");
  static final Key<Settings> SASL =
      Key.optional(
          "sasl",
          new Section(
              "sasl",
              List.of(
                  MECHANISM, USERNAME, PASSWORD, TOKEN_ENDPOINT, CLIENT_ID, CLIENT_SECRET, SCOPE)),
          "Login by name and password, or by token.");

  static final Key<String> PATH = Key.required("path", Types.text(), "A .pem, .p12 or .jks file.");
  static final Key<String> STORE_PASSWORD =
      Key.optional("password", Types.secret(), "The file's password.");
  private static final Section STORE = new Section("store", List.of(PATH, STORE_PASSWORD));
  static final Key<Settings> TRUSTSTORE =
      Key.optional("truststore", STORE, "The authorities that the broker's certificate may be of.");
  static final Key<Settings> KEYSTORE =
      Key.optional("keystore", STORE, "The client's own key and certificate.");
  static final Key<Boolean> VERIFY_HOSTNAME =
      Key.of(
          "verifyHostname",
          Types.bool(),
          true,
          "Whether the broker's certificate must name the host.");
  static final Key<Settings> TLS =
      Key.optional(
          "tls",
          new Section("tls", List.of(TRUSTSTORE, KEYSTORE, VERIFY_HOSTNAME)),
          "Encryption of the wire.");

  static final Key<String> PRINCIPAL =
      Key.required("principal", Types.text(), "The client's principal.");
  static final Key<String> KEYTAB = Key.required("keytab", Types.text(), "The keytab's path.");
  static final Key<String> KRB5_CONF =
      Key.optional("krb5Conf", Types.text(), "The krb5.conf's path; one for the whole process.");
  static final Key<String> SERVICE_NAME =
      Key.of("serviceName", Types.text(), "kafka", "The brokers' service name.");
  static final Key<Settings> KERBEROS =
      Key.optional(
          "kerberos",
          new Section("kerberos", List.of(PRINCIPAL, KEYTAB, KRB5_CONF, SERVICE_NAME)),
          "Login by Kerberos.");

  static final Key<Map<String, String>> PROPERTIES =
      Key.of(
          "properties",
          Structures.map(Types.text()),
          Map.of(),
          "Further properties of all Kafka clients of this connection.");

  /** All of them. */
  public static final Section SECTION =
      new Section(
          "kafka", List.of(BOOTSTRAP_SERVERS, SECURITY_PROTOCOL, SASL, TLS, KERBEROS, PROPERTIES));

  private ConnectionKeys() {}
}
