package dev.sluice.kafka;

import static dev.sluice.kafka.ConnectionKeys.CLIENT_ID;
import static dev.sluice.kafka.ConnectionKeys.CLIENT_SECRET;
import static dev.sluice.kafka.ConnectionKeys.KERBEROS;
import static dev.sluice.kafka.ConnectionKeys.KEYTAB;
import static dev.sluice.kafka.ConnectionKeys.KRB5_CONF;
import static dev.sluice.kafka.ConnectionKeys.MECHANISM;
import static dev.sluice.kafka.ConnectionKeys.PASSWORD;
import static dev.sluice.kafka.ConnectionKeys.PRINCIPAL;
import static dev.sluice.kafka.ConnectionKeys.SASL;
import static dev.sluice.kafka.ConnectionKeys.SCOPE;
import static dev.sluice.kafka.ConnectionKeys.SERVICE_NAME;
import static dev.sluice.kafka.ConnectionKeys.TOKEN_ENDPOINT;
import static dev.sluice.kafka.ConnectionKeys.USERNAME;

import dev.sluice.kafka.ConnectionKeys.Mechanism;
import dev.sluice.schema.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.SaslConfigs;

/** The login of a connection as client properties; credentials reach JAAS escaped. */
final class LoginSettings {
  private static final String KAFKAS = "org.apache.kafka.common.security.";

  private final Path directory;
  private final Map<String, Object> properties;
  private final List<ConnectionFile> files;

  /** Adds to the properties and to the files; relative paths begin at the directory. */
  LoginSettings(Path directory, Map<String, Object> properties, List<ConnectionFile> files) {
    this.directory = directory;
    this.properties = properties;
    this.files = files;
  }

  Login add(Settings connection) {
    Settings sasl = connection.find(SASL);
    Settings kerberos = connection.find(KERBEROS);
    if (sasl != null) {
      Mechanism mechanism = sasl.get(MECHANISM);
      properties.put(SaslConfigs.SASL_MECHANISM, mechanism.word());
      return switch (mechanism) {
        case PLAIN -> password(sasl, mechanism, "plain.PlainLoginModule");
        case SCRAM_SHA_256, SCRAM_SHA_512 -> password(sasl, mechanism, "scram.ScramLoginModule");
        case OAUTHBEARER -> token(sasl);
      };
    }
    return kerberos == null ? new Login.None() : kerberos(kerberos);
  }

  private Login password(Settings sasl, Mechanism mechanism, String module) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("username", sasl.get(USERNAME));
    options.put("password", sasl.get(PASSWORD));
    properties.put(SaslConfigs.SASL_JAAS_CONFIG, jaas(KAFKAS + module, options));
    return new Login.Password(mechanism.word(), sasl.written(USERNAME.name()));
  }

  private Login token(Settings sasl) {
    String endpoint = sasl.get(TOKEN_ENDPOINT);
    ProcessSettings.allowTokensFrom(endpoint);
    String room = KAFKAS + "oauthbearer.";
    // by name and not by Kafka's defaults, which load a library that only brokers need
    properties.put(
        SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, room + "OAuthBearerLoginCallbackHandler");
    properties.put(
        SaslConfigs.SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS, room + "ClientCredentialsJwtRetriever");
    properties.put(SaslConfigs.SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS, room + "ClientJwtValidator");
    properties.put(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, endpoint);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("clientId", sasl.get(CLIENT_ID));
    options.put("clientSecret", sasl.get(CLIENT_SECRET));
    String scope = sasl.find(SCOPE);
    if (scope != null) {
      options.put("scope", scope);
    }
    properties.put(SaslConfigs.SASL_JAAS_CONFIG, jaas(room + "OAuthBearerLoginModule", options));
    return new Login.Token(URI.create(endpoint), sasl.written(CLIENT_ID.name()));
  }

  private Login kerberos(Settings kerberos) {
    String krb5Conf = kerberos.find(KRB5_CONF);
    if (krb5Conf != null) {
      Path path = directory.resolve(krb5Conf);
      ProcessSettings.krb5Conf(path);
      files.add(new ConnectionFile("kerberos.krb5Conf", path));
    }
    Path keytab = directory.resolve(kerberos.get(KEYTAB));
    files.add(new ConnectionFile("kerberos.keytab", keytab));
    Login.Kerberos login =
        new Login.Kerberos(kerberos.get(PRINCIPAL), keytab, kerberos.get(SERVICE_NAME));
    properties.put(SaslConfigs.SASL_MECHANISM, SaslConfigs.GSSAPI_MECHANISM);
    properties.put(SaslConfigs.SASL_KERBEROS_SERVICE_NAME, login.service());
    properties.put(
        SaslConfigs.SASL_JAAS_CONFIG, jaas(KerberosTrial.MODULE, KerberosTrial.options(login)));
    return login;
  }

  private static String jaas(String module, Map<String, String> options) {
    StringBuilder jaas = new StringBuilder(module + " required");
    options.forEach(
        (name, value) -> jaas.append(' ').append(name).append('=').append(quoted(value)));
    return jaas.append(';').toString();
  }

  /** JAAS reads a quoted text like Java: backslashes, quotes and line breaks are escaped. */
  private static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }
}
