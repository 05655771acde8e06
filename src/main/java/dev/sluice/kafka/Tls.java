package dev.sluice.kafka;

import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** TLS over a socket, with what Kafka's own clients make of a connection's settings. */
final class Tls {
  private Tls() {}

  /**
   * Shakes hands, as the connection's tls says.
   *
   * @throws IOException where the other side refuses, or is refused
   * @throws org.apache.kafka.common.KafkaException where a file under tls cannot be used
   */
  static SSLSocket over(Socket socket, Address address, KafkaConnection connection)
      throws IOException {
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new AdminClientConfig(connection.properties()).values());
      SSLSocket secure = socket(factory.sslContext(), socket, address);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm(
          String.valueOf(
              connection
                  .properties()
                  .getOrDefault(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https")));
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    }
  }

  /** Whether the other side answers a TLS greeting with one: be its certificate trusted or not. */
  static boolean isSpoken(Socket socket, Address address) {
    try (SSLSocket secure = socket(SSLContext.getDefault(), socket, address)) {
      secure.startHandshake();
      return true;
    } catch (SSLHandshakeException e) {
      return String.valueOf(e.getMessage()).contains("certificate");
    } catch (IOException | NoSuchAlgorithmException e) {
      return false;
    }
  }

  private static SSLSocket socket(SSLContext context, Socket over, Address address)
      throws IOException {
    return (SSLSocket)
        context.getSocketFactory().createSocket(over, address.host(), address.port(), true);
  }

  /** The other side's certificates; empty where hands were not shaken. */
  static List<X509Certificate> certificates(Socket socket) {
    try {
      return socket instanceof SSLSocket secure
          ? Arrays.stream(secure.getSession().getPeerCertificates())
              .filter(X509Certificate.class::isInstance)
              .map(X509Certificate.class::cast)
              .toList()
          : List.of();
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }
}
