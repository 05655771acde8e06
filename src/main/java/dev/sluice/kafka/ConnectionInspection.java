package dev.sluice.kafka;

import static dev.sluice.problem.Printable.counted;

import dev.sluice.check.Outcome;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * The items of the connection test that are about one connection, to be called in their order, each
 * as long as the one before has not failed. Every call may throw {@link StageException}, which
 * {@link Outcome#of} makes an outcome of. One thread at a time.
 */
public final class ConnectionInspection implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(2_500);
  private static final Duration RENEWAL = Duration.ofDays(14);
  private static final Duration NOTICEABLE = Duration.ofSeconds(5);

  /** The most that Kerberos forgives (RFC 4120, 1.6). */
  private static final Duration KERBEROS_SKEW = Duration.ofMinutes(5);

  private final KafkaConnection connection;
  private final Clock clock;
  private final List<Wire> wires = new CopyOnWriteArrayList<>();
  private volatile @Nullable KafkaCluster cluster;
  private volatile boolean closed;

  /**
   * Nothing is asked yet.
   *
   * @param clock this machine's
   */
  public ConnectionInspection(KafkaConnection connection, Clock clock) {
    this.connection = connection;
    this.clock = clock;
    connection.addresses().forEach(each -> wires.add(new Wire(connection, each, PATIENCE)));
  }

  /** Every bootstrap server's name has an address. */
  public Outcome resolve() {
    return each(Wire::resolve);
  }

  /** Every bootstrap server accepts a connection. */
  public Outcome connect() {
    return each(Wire::connect);
  }

  /** The wire is protected as the connection says, and Kafka's protocol is spoken on it. */
  public Outcome protect() {
    connection.requireFiles("tls");
    Outcome outcome = each(Wire::protect);
    return outcome instanceof Outcome.Pass && connection.isEncrypted()
        ? certificates(outcome)
        : outcome;
  }

  private Outcome certificates(Outcome outcome) {
    Object algorithm =
        connection.properties().get(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    if ("".equals(algorithm)) {
      return warn(
          ProblemCode.TLS,
          "the brokers' host names are not verified",
          "Set tls.verifyHostname: true once their certificates name their hosts");
    }
    Instant renewal = clock.instant().plus(RENEWAL);
    for (Wire wire : wires) {
      for (X509Certificate certificate : wire.certificates()) {
        if (certificate.getNotAfter().toInstant().isBefore(renewal)) {
          return warn(
              ProblemCode.TLS,
              "a certificate of "
                  + wire.address()
                  + " expires at "
                  + certificate.getNotAfter().toInstant(),
              "Renew it on the brokers");
        }
      }
    }
    return outcome;
  }

  /** A real login, by Kafka's own client. */
  public Outcome login() {
    connection.requireFiles("kerberos");
    switch (connection.login()) {
      case Login.None _, Login.Password _ -> {}
      case Login.Token token -> tokenEndpoint(token);
      case Login.Kerberos kerberos -> ticket(kerberos);
    }
    KafkaCluster opened = new KafkaCluster(connection);
    cluster = opened;
    if (closed) {
      opened.close(); // this login came too late for anybody
    }
    String _ = opened.id();
    boolean inClear =
        connection.login() instanceof Login.Token
            || (connection.login() instanceof Login.Password password
                && password.mechanism().equals("PLAIN"));
    return inClear && !connection.isEncrypted()
        ? warn(
            ProblemCode.AUTHENTICATION,
            "logged in " + connection.login() + ", and the credentials crossed the wire in clear",
            "Use a listener with TLS, or SCRAM")
        : new Outcome.Pass(
            connection.login() instanceof Login.None
                ? "connected without a login"
                : "logged in " + connection.login());
  }

  /** Kafka's client would try again for ten seconds, and keep all other logins waiting. */
  private void tokenEndpoint(Login.Token token) {
    int port = token.endpoint().getPort();
    int usual = "https".equals(token.endpoint().getScheme()) ? 443 : 80;
    Address address = new Address(token.endpoint().getHost(), port < 0 ? usual : port);
    try (Wire wire = new Wire(connection, address, PATIENCE)) {
      wire.reach();
    } catch (RetryableException e) {
      throw new RetryableException(
          new Trouble(
              e.trouble().code(),
              "logging in " + token + ": " + e.trouble().message(),
              "Check that sasl.tokenEndpoint can be reached"),
          e);
    }
  }

  private void ticket(Login.Kerberos kerberos) {
    try {
      KerberosTrial.login(kerberos, wires.getFirst().address().host());
    } catch (LoginException e) {
      String tried = "logging in to " + connection + " " + kerberos;
      Explanation known = Explanation.of(e);
      throw known != null
          ? known.exception(tried, e)
          : new FatalException(
              new Trouble(
                  ProblemCode.AUTHENTICATION, tried + ": " + e.getMessage(), "Check kerberos"),
              e);
    }
  }

  /** The open cluster, once a login has succeeded; closed with this. */
  public KafkaCluster cluster() {
    KafkaCluster opened = cluster;
    if (opened == null) {
      throw new IllegalStateException("there was no login");
    }
    return opened;
  }

  /** The cluster says who it is; the brokers that it names are reached where it says. */
  public Outcome identity() {
    ClusterAccess.Brokers brokers = new ClusterAccess(cluster()).brokers();
    List<Wire> advertised =
        brokers.all().stream()
            .map(node -> new Wire(connection, new Address(node.host(), node.port()), PATIENCE))
            .toList();
    Map<Address, StageException> failed = askAll(advertised, Wire::reach);
    advertised.forEach(Wire::close);
    if (!failed.isEmpty()) {
      return new Outcome.Fail(
          new Trouble(
              ProblemCode.UNREACHABLE,
              "the brokers say that they are reached at addresses that do not answer here: "
                  + messages(failed),
              "Correct advertised.listeners of the brokers, or let these addresses be reached"),
          true);
    }
    return new Outcome.Pass(
        "cluster "
            + cluster().id()
            + ", "
            + counted(brokers.all().size(), "broker")
            + ", controller "
            + (brokers.controller() == null ? "not known" : brokers.controller().id()));
  }

  /** The clocks agree. */
  public Outcome clocks() {
    Optional<Duration> ahead = new ClusterAccess(cluster()).clockAhead(clock);
    if (ahead.isEmpty()) {
      return new Outcome.Skipped(
          "the brokers tell their time only to users with DESCRIBE on the cluster (KRaft)");
    }
    Duration apart = ahead.get().abs();
    if (apart.compareTo(NOTICEABLE) <= 0) {
      return new Outcome.Pass("within " + Math.max(1, apart.toMillis()) + " ms");
    }
    Trouble trouble =
        new Trouble(
            ProblemCode.CLOCK_SKEW,
            "the brokers' clock is "
                + apart.toSeconds()
                + " s "
                + (ahead.get().isNegative() ? "behind" : "ahead of")
                + " this machine's",
            "Synchronise the clocks (NTP): startAt, retention and certificates go by them");
    return connection.login() instanceof Login.Kerberos && apart.compareTo(KERBEROS_SKEW) > 0
        ? new Outcome.Fail(trouble, false)
        : new Outcome.Warn(trouble);
  }

  /** Asks all addresses that have not failed yet; those that fail are asked no more. */
  private Outcome each(Consumer<Wire> step) {
    Map<Address, StageException> failed = askAll(wires, step);
    wires.removeIf(wire -> failed.containsKey(wire.address()));
    if (failed.isEmpty()) {
      return new Outcome.Pass(
          wires.stream().map(wire -> wire.address().toString()).collect(Collectors.joining(", ")));
    }
    StageException first = failed.values().iterator().next();
    Trouble trouble = new Trouble(first.trouble().code(), messages(failed), first.trouble().hint());
    return wires.isEmpty()
        ? new Outcome.Fail(
            trouble, failed.values().stream().anyMatch(RetryableException.class::isInstance))
        : new Outcome.Warn(trouble);
  }

  private static Map<Address, StageException> askAll(List<Wire> asked, Consumer<Wire> step) {
    Map<Address, StageException> failed = new ConcurrentHashMap<>();
    // looking up a name blocks in native code, which a virtual thread would keep others from
    ThreadFactory daemons = Thread.ofPlatform().daemon().name("check-address").factory();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(daemons)) {
      for (Wire wire : asked) {
        threads.execute(() -> {
          try {
            step.accept(wire);
          } catch (StageException e) {
            failed.put(wire.address(), e);
          }
        });
      }
    }
    Map<Address, StageException> sorted =
        new TreeMap<>(java.util.Comparator.comparing(Address::toString));
    sorted.putAll(failed);
    return sorted;
  }

  private static String messages(Map<Address, StageException> failed) {
    return failed.values().stream()
        .map(each -> each.trouble().message())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static Outcome warn(ProblemCode code, String message, String hint) {
    return new Outcome.Warn(new Trouble(code, message, hint));
  }

  /** Hangs up, and closes the cluster. Does not throw. */
  @Override
  public void close() {
    closed = true;
    wires.forEach(Wire::close);
    KafkaCluster opened = cluster;
    if (opened != null) {
      opened.close();
    }
  }
}
