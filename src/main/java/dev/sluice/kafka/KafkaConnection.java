package dev.sluice.kafka;

import static dev.sluice.kafka.ConnectionKeys.BOOTSTRAP_SERVERS;
import static dev.sluice.kafka.ConnectionKeys.KERBEROS;
import static dev.sluice.kafka.ConnectionKeys.KEYSTORE;
import static dev.sluice.kafka.ConnectionKeys.PATH;
import static dev.sluice.kafka.ConnectionKeys.PROPERTIES;
import static dev.sluice.kafka.ConnectionKeys.SASL;
import static dev.sluice.kafka.ConnectionKeys.SECURITY_PROTOCOL;
import static dev.sluice.kafka.ConnectionKeys.STORE_PASSWORD;
import static dev.sluice.kafka.ConnectionKeys.TLS;
import static dev.sluice.kafka.ConnectionKeys.TRUSTSTORE;
import static dev.sluice.kafka.ConnectionKeys.VERIFY_HOSTNAME;

import dev.sluice.kafka.ConnectionKeys.Protocol;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.schema.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * A way to a cluster, as client properties. Two with equal settings are equal.
 *
 * @param name what people call it
 * @param properties of every client; holds secrets, and is never shown
 * @param login how it proves who it is
 * @param files that it names
 */
public record KafkaConnection(
    String name, Map<String, Object> properties, Login login, List<ConnectionFile> files) {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:\\[\\]]+):([1-9]\\d{0,4})");

  /**
   * The operating system sizes the sockets' buffers, as the way to the cluster needs: Kafka's 64 KB
   * and 128 KB cost a reading or writing client of large records a fifth of its processor time, and
   * over a long way most of its throughput. What the user says goes before.
   */
  private static final Map<String, String> SOCKETS =
      Map.of(
          CommonClientConfigs.SEND_BUFFER_CONFIG, "-1",
          CommonClientConfigs.RECEIVE_BUFFER_CONFIG, "-1");

  /** Keeps copies. */
  public KafkaConnection {
    properties = Map.copyOf(properties);
    files = List.copyOf(files);
  }

  /** Without encryption, login or anything else. */
  public static KafkaConnection plain(String name, String servers) {
    return new KafkaConnection(
        name,
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers),
        new Login.None(),
        List.of());
  }

  /** Of settings that were checked; relative paths begin at a directory. */
  public static KafkaConnection of(String name, Settings settings, Path directory) {
    Map<String, Object> properties = new HashMap<>(SOCKETS);
    properties.putAll(settings.get(PROPERTIES));
    properties.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        String.join(",", split(settings.get(BOOTSTRAP_SERVERS))));
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol(settings).name());
    List<ConnectionFile> files = new ArrayList<>();
    Login login = new LoginSettings(directory, properties, files).add(settings);
    Settings tls = settings.find(TLS);
    if (tls != null) {
      tls(tls, directory, properties, files);
    }
    return new KafkaConnection(name, properties, login, files);
  }

  /** The addresses to begin with, as {@code host:port}. */
  public List<String> servers() {
    return List.of(
        String.valueOf(properties.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)).split(","));
  }

  /** The same, taken apart. */
  public List<Address> addresses() {
    return servers().stream().map(Address::of).toList();
  }

  /**
   * Refuses files that are not there or cannot be read.
   *
   * @param part of the settings that name them, such as {@code tls}; empty for all
   * @throws FatalException that names the first of them
   */
  public void requireFiles(String part) {
    for (ConnectionFile file : files) {
      String fault = file.fault();
      if (fault != null && file.key().startsWith(part)) {
        throw new FatalException(
            file.key().startsWith("tls") ? ProblemCode.TLS : ProblemCode.AUTHENTICATION,
            "connecting to " + this + ": " + fault,
            "Relative paths begin at the folder of the file that names them");
      }
    }
  }

  /** Whether the wire is encrypted. */
  public boolean isEncrypted() {
    return String.valueOf(properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG))
        .endsWith("SSL");
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

  private static void tls(
      Settings tls, Path directory, Map<String, Object> properties, List<ConnectionFile> files) {
    Settings truststore = tls.find(TRUSTSTORE);
    if (truststore != null) {
      Path path = directory.resolve(truststore.get(PATH));
      files.add(new ConnectionFile("tls.truststore", path));
      properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, path.toString());
      properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, storeType(path));
      putIfThere(
          properties, SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, truststore.find(STORE_PASSWORD));
    }
    Settings keystore = tls.find(KEYSTORE);
    if (keystore != null) {
      Path path = directory.resolve(keystore.get(PATH));
      files.add(new ConnectionFile("tls.keystore", path));
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
}
