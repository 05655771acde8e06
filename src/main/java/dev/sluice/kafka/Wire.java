package dev.sluice.kafka;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One address of a cluster, asked step by step as a client would ask it. A client says only after a
 * while, and only that time ran out; here each step says what is wrong. For one thread; every step
 * throws {@link RetryableException} where waiting may help, else {@link FatalException}.
 */
public final class Wire implements AutoCloseable {
  private static final int ATTEMPTS = 3;
  private static final int PAUSE_MS = 50;

  private final KafkaConnection connection;
  private final Address address;
  private final int patienceMs;
  private List<InetAddress> found = List.of();
  private @Nullable InetAddress reached;
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

  /** Finds the host's addresses. */
  public void resolve() {
    try {
      found = List.of(InetAddress.getAllByName(address.host()));
    } catch (UnknownHostException e) {
      throw passing(
          address + " is an unknown host",
          "Check bootstrapServers, and the name service of this machine",
          e);
    }
  }

  /** Finds the host, and connects. */
  void reach() {
    resolve();
    connect();
  }

  /** The wire is protected as the connection says, and Kafka's protocol is spoken on it. */
  void protect() {
    if (connection.isEncrypted()) {
      handshake();
    }
    speak();
  }

  /** Connects to the first address that accepts it. */
  public void connect() {
    IOException last = null;
    for (InetAddress each : found) {
      try {
        socket = connected(each);
        reached = each;
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
  private void handshake() {
    try {
      socket = Tls.over(socket, address, connection);
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

  private void greet() throws IOException {
    Greeting.say(socket);
    if (connection.login() instanceof Login.None) {
      greetWithoutLogin();
    }
  }

  private void greetWithoutLogin() throws IOException {
    try {
      Greeting.askWithoutLogin(socket);
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

  private boolean speaksPlain() {
    try (Socket plain = connectedAgain()) {
      Greeting.say(plain);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** To the address that has accepted a connection before. */
  private Socket connectedAgain() throws IOException {
    InetAddress to = reached;
    return connected(to == null ? found.getFirst() : to);
  }

  private boolean speaksTls() {
    try (Socket plain = connectedAgain()) {
      return Tls.isSpoken(plain, address);
    } catch (IOException e) {
      return false;
    }
  }

  /** The other side's certificates, once hands were shaken; empty before. */
  List<X509Certificate> certificates() {
    return Tls.certificates(socket);
  }

  /** Whether Kafka's protocol is spoken here, in the way that the connection wants to speak it. */
  private void speak() {
    try {
      greet();
    } catch (IOException e) {
      if (connection.isEncrypted()) {
        speakAgain(e);
        return;
      }
      if (speaksTls()) {
        throw wrong(
            address + " speaks TLS, and the connection does not",
            "Add tls: {truststore: {path: ...}}, or use the port of a plaintext listener",
            e);
      }
      String what = address + " does not speak Kafka's protocol (" + e.getMessage() + ")";
      throw e instanceof Greeting.OtherProtocolException
          ? wrong(what, "Check the port", e)
          : passing(what, "Check the port, and whether the broker is just starting", e);
    }
  }

  /**
   * With TLS 1.3 a client's certificate is refused after the handshake (RFC 8446, 4.4.2.4), and the
   * end of the connection may overtake the reason: asked again, it is mostly heard.
   */
  private void speakAgain(IOException first) {
    IOException last = first;
    for (int i = 0; i < ATTEMPTS && Explanation.of(last) == null; i++) {
      close();
      connect();
      handshake();
      try {
        Thread.sleep(PAUSE_MS);
        greet();
        return;
      } catch (IOException e) {
        last = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    throw Explanation.of(last) != null
        ? failed("talking to " + address, last)
        : passing(
            ProblemCode.TLS,
            address + " ends the connection behind the TLS handshake (" + last.getMessage() + ")",
            "It may want a client's certificate, or refuse this one: see tls.keystore",
            last);
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
