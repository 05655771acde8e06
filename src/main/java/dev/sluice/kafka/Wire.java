package dev.sluice.kafka;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * One address of a cluster, asked step by step as a client would ask it. A client says only after a
 * while, and only that time ran out; here each step says what is wrong. For one thread; every step
 * throws {@link RetryableException} where waiting may help, else {@link FatalException}.
 */
public final class Wire implements AutoCloseable {
  private static final int LARGEST_ANSWER = 100 << 20;
  private static final int ATTEMPTS = 3;
  private static final int PAUSE_MS = 50;

  private final KafkaConnection connection;
  private final Address address;
  private final int patienceMs;
  private List<InetAddress> found = List.of();
  private Socket socket = new Socket();

  /**
   * Not asked yet.
   *
   * @param patience how long each answer may take
   */
  public Wire(KafkaConnection connection, Address address, Duration patience) {
    this.connection = connection;
    this.address = address;
    this.patienceMs = (int) patience.toMillis();
  }

  /** Finds the host; the addresses that it has. */
  public List<InetAddress> resolve() {
    try {
      found = List.of(InetAddress.getAllByName(address.host()));
      return found;
    } catch (UnknownHostException e) {
      throw passing(
          address + " is an unknown host",
          "Check bootstrapServers, and the name service of this machine",
          e);
    }
  }

  /** Connects to the first address that accepts it. */
  public void connect() {
    IOException last = null;
    for (InetAddress each : found) {
      try {
        socket = connected(each);
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    throw passing(
        address + " does not answer (" + (last == null ? "no address" : last.getMessage()) + ")",
        "Check that the broker runs, and that no firewall is in the way",
        last);
  }

  /** The addresses of one host share the patience. */
  private Socket connected(InetAddress to) throws IOException {
    Socket fresh = new Socket();
    try {
      fresh.connect(
          new InetSocketAddress(to, address.port()), Math.max(1, patienceMs / found.size()));
      fresh.setSoTimeout(patienceMs);
      return fresh;
    } catch (IOException e) {
      fresh.close();
      throw e;
    }
  }

  /** Shakes hands, as the connection's tls says. */
  public void handshake() {
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(new AdminClientConfig(connection.properties()).values());
      socket = handshaken(factory.sslContext(), socket, true);
    } catch (KafkaException | IOException e) {
      if (e instanceof IOException && !(e instanceof SocketTimeoutException) && speaksPlain()) {
        throw wrong(
            "the TLS handshake with "
                + address
                + ": the other side does not speak TLS ("
                + e.getMessage()
                + ")",
            "Remove tls, or use the port of a TLS listener",
            e);
      }
      throw failed("the TLS handshake with " + address, e);
    }
  }

  /** Whether the other side answers Kafka's protocol in clear. */
  private boolean speaksPlain() {
    try (Socket plain = connected(found.getFirst())) {
      socket = plain;
      ask(new ApiVersionsRequest.Builder().build((short) 0), ApiKeys.API_VERSIONS, (short) 0);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private SSLSocket handshaken(SSLContext context, Socket over, boolean verified)
      throws IOException {
    SSLSocket secure =
        (SSLSocket)
            context.getSocketFactory().createSocket(over, address.host(), address.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    if (verified) {
      parameters.setEndpointIdentificationAlgorithm(
          String.valueOf(
              connection
                  .properties()
                  .getOrDefault(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https")));
      secure.setSSLParameters(parameters);
    }
    secure.startHandshake();
    return secure;
  }

  /** Whether Kafka's protocol is spoken here, in the way that the connection wants to speak it. */
  public void speak() {
    try {
      greet();
    } catch (IOException e) {
      if (connection.isEncrypted()) {
        throw silenced(e);
      }
      if (speaksTls()) {
        throw wrong(
            address + " speaks TLS, and the connection does not",
            "Add tls: {truststore: {path: ...}}, or use the port of a plaintext listener",
            e);
      }
      String what = address + " does not speak Kafka's protocol (" + e.getMessage() + ")";
      throw e instanceof OtherProtocolException
          ? wrong(what, "Check the port", e)
          : passing(what, "Check the port, and whether the broker is just starting", e);
    }
  }

  /**
   * With TLS 1.3 a client's certificate is refused after the handshake (RFC 8446, 4.4.2.4), and the
   * end of the connection may overtake the reason: asked again, it is mostly heard.
   */
  private StageException silenced(IOException first) {
    IOException last = first;
    for (int i = 0; i < ATTEMPTS && Explanation.of(last) == null; i++) {
      close();
      connect();
      handshake();
      try {
        Thread.sleep(PAUSE_MS);
        greet();
      } catch (IOException e) {
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return Explanation.of(last) != null
        ? failed("talking to " + address, last)
        : passing(
            ProblemCode.TLS,
            address + " ends the connection behind the TLS handshake (" + last.getMessage() + ")",
            "It may want a client's certificate, or refuse this one: see tls.keystore",
            last);
  }

  private void greet() throws IOException {
    ask(new ApiVersionsRequest.Builder().build((short) 0), ApiKeys.API_VERSIONS, (short) 0);
    if (connection.login() instanceof Login.None) {
      greetWithoutLogin();
    }
  }

  private void greetWithoutLogin() throws IOException {
    short version = 4;
    try {
      ask(new MetadataRequest.Builder(List.of(), false).build(version), ApiKeys.METADATA, version);
    } catch (SocketTimeoutException | SSLException e) {
      throw e;
    } catch (IOException e) {
      if (connection.isEncrypted()) {
        throw e;
      }
      throw wrong(
          address + " wants a login, and the connection has none",
          "Add sasl or kerberos, or use the port of a listener without login",
          e);
    }
  }

  private void ask(AbstractRequest request, ApiKeys key, short version) throws IOException {
    ByteBuffer bytes =
        request.serializeWithHeader(new RequestHeader(key, version, "sluice-check", 1));
    ByteBuffer sized = ByteBuffer.allocate(4 + bytes.remaining());
    sized.putInt(bytes.remaining()).put(bytes);
    socket.getOutputStream().write(sized.array());
    socket.getOutputStream().flush();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int size;
    try {
      size = in.readInt();
    } catch (EOFException e) {
      throw new IOException("it ends the connection", e);
    }
    if (size < 4 || size > LARGEST_ANSWER || in.readInt() != 1) {
      throw new OtherProtocolException();
    }
    in.skipNBytes(size - 4L);
  }

  /** Whether the other side answers a TLS greeting with one: be its certificate trusted or not. */
  private boolean speaksTls() {
    try (Socket plain = connected(found.getFirst());
        SSLSocket _ = handshaken(SSLContext.getDefault(), plain, false)) {
      return true;
    } catch (SSLHandshakeException e) {
      return String.valueOf(e.getMessage()).contains("certificate");
    } catch (IOException | NoSuchAlgorithmException e) {
      return false;
    }
  }

  /** Whoever answers wrongly is wrong; whoever does not answer may be just starting. */
  private static StageException failed(String doing, Exception e) {
    Explanation known = Explanation.of(e);
    if (known != null) {
      return known.exception(doing, e);
    }
    String what = doing + " failed: " + e.getMessage();
    return e instanceof IOException && !(e instanceof SSLHandshakeException && isAlert(e))
        ? passing(ProblemCode.TLS, what, "Check tls of the connection, and the port", e)
        : wrong(what, "Check tls of the connection", e);
  }

  private static boolean isAlert(Exception e) {
    return String.valueOf(e.getMessage()).contains("fatal alert");
  }

  /** An answer, and not Kafka's. */
  private static final class OtherProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    OtherProtocolException() {
      super("it answers something else");
    }
  }

  /** Who the other side is, once hands were shaken; empty before. */
  List<X509Certificate> certificates() {
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

  Address address() {
    return address;
  }

  private static RetryableException passing(String what, String mend, @Nullable Throwable cause) {
    return passing(ProblemCode.UNREACHABLE, what, mend, cause);
  }

  private static RetryableException passing(
      ProblemCode code, String what, String mend, @Nullable Throwable cause) {
    return new RetryableException(new Trouble(code, what, mend), cause);
  }

  private static FatalException wrong(String what, String mend, Throwable cause) {
    return new FatalException(new Trouble(ProblemCode.TLS, what, mend), cause);
  }

  /** Hangs up. Does not throw. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // nobody listens any more
    }
  }
}
