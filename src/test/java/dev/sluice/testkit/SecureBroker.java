package dev.sluice.testkit;

import dev.sluice.quickstart.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker that requires what its listeners say, and grants nothing that is not granted. Whoever
 * comes by the plain listener may do everything, so do the user {@link #USER}, and the certificates
 * of {@code etl}.
 *
 * <p>Listeners: {@code TLS}, {@code MUTUAL} (wants a client's certificate), {@code EXPIRING},
 * {@code EXPIRED} and {@code ELSEWHERE} (with such certificates), {@code SASL}, {@code SASLTLS}.
 */
public final class SecureBroker {
  /** Who may do everything, under every mechanism; with PLAIN and SCRAM. */
  public static final String USER = "etl";

  /** A user of SCRAM whose name is awkward; Kafka's SCRAM takes ASCII alone. */
  public static final String AWKWARD_USER = "O'Neil \"the\\user\", =";

  /** A user of PLAIN. */
  public static final String FOREIGN_USER = "J\u00fcrgen";

  /** Of all of them. */
  public static final String PASSWORD = "p\"w\\d \u00e4\u20ac'=;, x";

  private static final String JAAS = "org.apache.kafka.common.security.";

  private final Path directory;
  private final Certificates certificates;
  private final Kdc kdc;
  private final TokenEndpoint tokens;
  private final LocalBroker broker;

  private SecureBroker(Path directory) {
    this.directory = directory;
    try {
      certificates = new Certificates(directory.resolve("certificates"));
      kdc = new Kdc(directory.resolve("kdc"));
      tokens = new TokenEndpoint();
      broker =
          TestBroker.process(
              new LocalBroker.Setup(
                  properties(), listeners(), List.of(), jvmOptions(), Map.of(), null));
      Topics.prepare(broker.bootstrapServers());
      try (Topics topics = new Topics(broker.bootstrapServers())) {
        for (String user : List.of(USER, AWKWARD_USER)) {
          scram(topics, user, PASSWORD);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException("starting a secure broker", e);
    }
  }

  /** Lets a user log in by SCRAM. */
  public static void scram(Topics topics, String user, String password) {
    for (ScramMechanism mechanism :
        List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
      try {
        topics
            .admin()
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(mechanism, 4096), password)))
            .all()
            .get(30, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException("adding a user", e);
      }
    }
  }

  private static Map<String, String> listeners() {
    Map<String, String> listeners = new LinkedHashMap<>();
    for (String name : List.of("TLS", "MUTUAL", "EXPIRING", "EXPIRED", "ELSEWHERE")) {
      listeners.put(name, "SSL");
    }
    listeners.put("SASL", "SASL_PLAINTEXT");
    listeners.put("SASLTLS", "SASL_SSL");
    return listeners;
  }

  private List<String> jvmOptions() {
    return List.of(
        "-Djava.security.krb5.conf=" + kdc.file("krb5.conf"),
        "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=" + tokens.url("jwks"));
  }

  private Map<String, String> properties() {
    Map<String, String> all = new HashMap<>();
    all.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    all.put(
        "super.users", String.join(";User:", "User:ANONYMOUS", USER, AWKWARD_USER, FOREIGN_USER));
    all.put("ssl.principal.mapping.rules", "RULE:^CN=([^,]*).*$/$1/,DEFAULT");
    certificate(all, "tls", "broker", false);
    certificate(all, "mutual", "broker", true);
    certificate(all, "expiring", "expiring", false);
    certificate(all, "expired", "expired", false);
    certificate(all, "elsewhere", "elsewhere", false);
    certificate(all, "sasltls", "broker", false);
    login(all, "sasl");
    login(all, "sasltls");
    return all;
  }

  private void certificate(
      Map<String, String> all, String listener, String name, boolean clientToo) {
    String prefix = "listener.name." + listener + ".ssl.";
    all.put(prefix + "keystore.type", "PKCS12");
    all.put(prefix + "keystore.location", certificates.file(name + ".p12").toString());
    all.put(prefix + "keystore.password", Certificates.PASSWORD);
    all.put(prefix + "key.password", Certificates.PASSWORD);
    all.put(prefix + "truststore.type", "PEM");
    all.put(prefix + "truststore.location", certificates.file("ca.pem").toString());
    all.put(prefix + "client.auth", clientToo ? "required" : "none");
  }

  private void login(Map<String, String> all, String listener) {
    String prefix = "listener.name." + listener + ".";
    all.put(
        prefix + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER,GSSAPI");
    String password = "=\"" + PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    all.put(
        prefix + "plain.sasl.jaas.config",
        JAAS
            + "plain.PlainLoginModule required"
            + (" user_" + USER + password)
            + (" user_" + FOREIGN_USER + password)
            + ";");
    all.put(prefix + "scram-sha-256.sasl.jaas.config", JAAS + "scram.ScramLoginModule required;");
    all.put(prefix + "scram-sha-512.sasl.jaas.config", JAAS + "scram.ScramLoginModule required;");
    all.put(
        prefix + "oauthbearer.sasl.jaas.config",
        JAAS + "oauthbearer.OAuthBearerLoginModule required;");
    all.put(
        prefix + "oauthbearer.sasl.server.callback.handler.class",
        JAAS + "oauthbearer.OAuthBearerValidatorCallbackHandler");
    all.put("sasl.oauthbearer.jwt.validator.class", JAAS + "oauthbearer.BrokerJwtValidator");
    all.put("sasl.oauthbearer.jwks.endpoint.url", tokens.url("jwks"));
    all.put("sasl.oauthbearer.expected.audience", TokenEndpoint.AUDIENCE);
    all.put(
        prefix + "gssapi.sasl.jaas.config",
        "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true"
            + " keyTab=\""
            + kdc.file("broker.keytab")
            + "\" principal=\"kafka/localhost@"
            + Kdc.REALM
            + "\";");
    all.put(prefix + "sasl.kerberos.service.name", "kafka");
  }

  /** Where a listener is reached. */
  public String bootstrapServers(String listener) {
    return broker.bootstrapServers(listener);
  }

  /** Where everybody may do everything. */
  public String openServers() {
    return broker.bootstrapServers();
  }

  /** A certificate's or an authority's file: {@code ca.pem}, {@code client.p12}. */
  public Path certificate(String name) {
    return certificates.file(name);
  }

  /** A file of the KDC's: {@code etl.keytab}, {@code krb5.conf}, {@code away.conf}. */
  public Path kerberos(String name) {
    return kdc.file(name);
  }

  /** Where tokens are had: {@code token}, or with a signature that nobody knows, {@code forged}. */
  public String tokens(String path) {
    return tokens.url(path);
  }

  /** Of the certificates' stores. */
  public static String storePassword() {
    return Certificates.PASSWORD;
  }

  /** What must never be seen in any output: parts of all secrets that no escaping changes. */
  public static List<String> secrets() {
    return List.of("\u00e4\u20ac'=;,", "st\u00f6re", "t\u00f6ken");
  }

  /** The variables that connections refer to secrets by. */
  public static Map<String, String> environment() {
    return Map.of(
        "PASSWORD",
        PASSWORD,
        "STORE_PASSWORD",
        Certificates.PASSWORD,
        "CLIENT_SECRET",
        TokenEndpoint.SECRET,
        "AWKWARD_USER",
        AWKWARD_USER,
        "FOREIGN_USER",
        FOREIGN_USER);
  }

  /** Where everything lies. */
  public Path directory() {
    return directory;
  }

  /** One for a whole test run; ends with it. */
  public static SecureBroker shared() {
    return Shared.BROKER;
  }

  private static final class Shared {
    private static final SecureBroker BROKER = start();

    private static SecureBroker start() {
      try {
        return new SecureBroker(
            Files.createTempDirectory(Path.of("target").toAbsolutePath(), "secure-"));
      } catch (IOException e) {
        throw new UncheckedIOException("starting a secure broker", e);
      }
    }
  }
}
