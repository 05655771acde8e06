package dev.sluice.kafka;

import static dev.sluice.kafka.ConnectionKeys.BOOTSTRAP_SERVERS;
import static dev.sluice.kafka.ConnectionKeys.CLIENT_ID;
import static dev.sluice.kafka.ConnectionKeys.CLIENT_SECRET;
import static dev.sluice.kafka.ConnectionKeys.KERBEROS;
import static dev.sluice.kafka.ConnectionKeys.KEYSTORE;
import static dev.sluice.kafka.ConnectionKeys.KEYTAB;
import static dev.sluice.kafka.ConnectionKeys.KRB5_CONF;
import static dev.sluice.kafka.ConnectionKeys.MECHANISM;
import static dev.sluice.kafka.ConnectionKeys.PASSWORD;
import static dev.sluice.kafka.ConnectionKeys.PATH;
import static dev.sluice.kafka.ConnectionKeys.PRINCIPAL;
import static dev.sluice.kafka.ConnectionKeys.PROPERTIES;
import static dev.sluice.kafka.ConnectionKeys.SASL;
import static dev.sluice.kafka.ConnectionKeys.SCOPE;
import static dev.sluice.kafka.ConnectionKeys.SECURITY_PROTOCOL;
import static dev.sluice.kafka.ConnectionKeys.SERVICE_NAME;
import static dev.sluice.kafka.ConnectionKeys.STORE_PASSWORD;
import static dev.sluice.kafka.ConnectionKeys.TLS;
import static dev.sluice.kafka.ConnectionKeys.TOKEN_ENDPOINT;
import static dev.sluice.kafka.ConnectionKeys.TRUSTSTORE;
import static dev.sluice.kafka.ConnectionKeys.USERNAME;
import static dev.sluice.kafka.ConnectionKeys.VERIFY_HOSTNAME;

import dev.sluice.kafka.ConnectionKeys.Mechanism;
import dev.sluice.kafka.ConnectionKeys.Protocol;
import dev.sluice.schema.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * A way to a cluster, as client properties. Two with equal settings are equal.
 *
 * @param name what people call it
 * @param properties of every client; holds secrets, and is never shown
 */
public record KafkaConnection(String name, Map<String, Object> properties) {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:\\[\\]]+):([1-9]\\d{0,4})");

  /** Keeps a copy. */
  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  /** Of settings that were checked; relative paths begin at a directory. */
  public static KafkaConnection of(String name, Settings settings, Path directory) {
    Map<String, Object> properties = new HashMap<>(settings.get(PROPERTIES));
    properties.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        String.join(",", split(settings.get(BOOTSTRAP_SERVERS))));
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol(settings).name());
    Settings sasl = settings.find(SASL);
    if (sasl != null) {
      login(sasl, properties);
    }
    Settings kerberos = settings.find(KERBEROS);
    if (kerberos != null) {
      kerberos(kerberos, directory, properties);
    }
    Settings tls = settings.find(TLS);
    if (tls != null) {
      tls(tls, directory, properties);
    }
    return new KafkaConnection(name, properties);
  }

  /** The addresses to begin with, as {@code host:port}. */
  public List<String> servers() {
    return List.of(
        String.valueOf(properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)).split(","));
  }

  /** For people: the name and the addresses, no secret. */
  @Override
  public String toString() {
    return "\"" + name + "\" (" + String.join(", ", servers()) + ")";
  }

  static List<String> split(List<String> servers) {
    return servers.stream()
        .flatMap(server -> Pattern.compile(",").splitAsStream(server))
        .map(String::strip)
        .toList();
  }

  static boolean isAddress(String server) {
    var matcher = ADDRESS.matcher(server);
    return matcher.matches() && Integer.parseInt(matcher.group(2)) < 65_536;
  }

  private static Protocol protocol(Settings settings) {
    Protocol named = settings.find(SECURITY_PROTOCOL);
    if (named != null) {
      return named;
    }
    boolean login = settings.has(SASL) || settings.has(KERBEROS);
    if (settings.has(TLS)) {
      return login ? Protocol.SASL_SSL : Protocol.SSL;
    }
    return login ? Protocol.SASL_PLAINTEXT : Protocol.PLAINTEXT;
  }

  private static void login(Settings sasl, Map<String, Object> properties) {
    Mechanism mechanism = sasl.get(MECHANISM);
    properties.put(SaslConfigs.SASL_MECHANISM, mechanism.word());
    String jaas =
        switch (mechanism) {
          case PLAIN ->
              jaas(
                  "plain.PlainLoginModule",
                  "username",
                  sasl.get(USERNAME),
                  "password",
                  sasl.get(PASSWORD));
          case SCRAM_SHA_256, SCRAM_SHA_512 ->
              jaas(
                  "scram.ScramLoginModule",
                  "username",
                  sasl.get(USERNAME),
                  "password",
                  sasl.get(PASSWORD));
          case OAUTHBEARER -> {
            properties.put(
                SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, sasl.get(TOKEN_ENDPOINT));
            properties.put(
                SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
            yield jaas(
                "oauthbearer.OAuthBearerLoginModule",
                "clientId",
                sasl.get(CLIENT_ID),
                "clientSecret",
                sasl.get(CLIENT_SECRET),
                "scope",
                sasl.find(SCOPE));
          }
        };
    properties.put(SaslConfigs.SASL_JAAS_CONFIG, jaas);
  }

  private static String jaas(String module, @Nullable String... options) {
    StringBuilder jaas =
        new StringBuilder("org.apache.kafka.common.security." + module + " required");
    for (int i = 0; i < options.length; i += 2) {
      if (options[i + 1] != null) {
        jaas.append(' ')
            .append(options[i])
            .append('=')
            .append(quoted(String.valueOf(options[i + 1])));
      }
    }
    return jaas.append(';').toString();
  }

  private static void kerberos(Settings kerberos, Path directory, Map<String, Object> properties) {
    String krb5Conf = kerberos.find(KRB5_CONF);
    if (krb5Conf != null) {
      // the JDK knows no other way: one file for the whole process, as the definition's check
      // demands
      System.setProperty("java.security.krb5.conf", directory.resolve(krb5Conf).toString());
    }
    properties.put(SaslConfigs.SASL_MECHANISM, SaslConfigs.GSSAPI_MECHANISM);
    properties.put(SaslConfigs.SASL_KERBEROS_SERVICE_NAME, kerberos.get(SERVICE_NAME));
    properties.put(
        SaslConfigs.SASL_JAAS_CONFIG,
        "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true storeKey=true"
            + " doNotPrompt=true keyTab="
            + quoted(directory.resolve(kerberos.get(KEYTAB)).toString())
            + " principal="
            + quoted(kerberos.get(PRINCIPAL))
            + ";");
  }

  private static void tls(Settings tls, Path directory, Map<String, Object> properties) {
    Settings truststore = tls.find(TRUSTSTORE);
    if (truststore != null) {
      Path path = directory.resolve(truststore.get(PATH));
      properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, path.toString());
      properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, storeType(path));
      putIfThere(
          properties, SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, truststore.find(STORE_PASSWORD));
    }
    Settings keystore = tls.find(KEYSTORE);
    if (keystore != null) {
      Path path = directory.resolve(keystore.get(PATH));
      properties.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, path.toString());
      properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, storeType(path));
      boolean pem = storeType(path).equals("PEM");
      putIfThere(
          properties,
          pem ? SslConfigs.SSL_KEY_PASSWORD_CONFIG : SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
          keystore.find(STORE_PASSWORD));
    }
    properties.put(
        SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
        tls.get(VERIFY_HOSTNAME) ? "https" : "");
  }

  private static void putIfThere(
      Map<String, Object> properties, String name, @Nullable String value) {
    if (value != null) {
      properties.put(name, value);
    }
  }

  private static String storeType(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".p12") || name.endsWith(".pfx")) {
      return "PKCS12";
    }
    return name.endsWith(".jks") ? "JKS" : "PEM";
  }

  /** JAAS reads a quoted text like Java: backslashes and quotes are escaped. */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
