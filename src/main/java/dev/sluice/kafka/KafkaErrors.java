package dev.sluice.kafka;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What a Kafka client's error means: whether it may pass, and what to tell people. */
public final class KafkaErrors {
  private static final String REACH =
      "Check that the brokers run and that this address reaches them";

  private final KafkaConnection connection;
  private final Reachability reachability;

  /** For the clients of one connection. */
  public KafkaErrors(KafkaConnection connection) {
    this.connection = connection;
    this.reachability = new Reachability(connection);
  }

  /**
   * Translates an error.
   *
   * @param doing what was tried, such as "listing the topics"
   */
  public StageException translate(String doing, Throwable error) {
    Throwable cause = unwrap(error);
    if (cause instanceof StageException known) {
      return known;
    }
    Explanation login = Explanation.of(error);
    if (login != null) {
      return login.exception(tried(login.code()), error);
    }
    return switch (cause) {
      case AuthenticationException e ->
          fatal(
              ProblemCode.AUTHENTICATION,
              doing,
              "the login " + connection.login() + " was refused: " + e.getMessage(),
              "Check the connection's sasl, kerberos and tls settings",
              e);
      case TopicAuthorizationException e ->
          fatal(
              ProblemCode.AUTHORISATION,
              doing,
              "not authorised for " + String.join(", ", e.unauthorizedTopics()),
              "Grant the right on the topic to this user",
              e);
      case AuthorizationException e ->
          fatal(
              ProblemCode.AUTHORISATION,
              doing,
              "not authorised: " + e.getMessage(),
              "Grant the right to this user",
              e);
      case UnknownMemberIdException e -> members(doing, e);
      case GroupNotEmptyException e -> members(doing, e);
      case GroupSubscribedToTopicException e -> members(doing, e);
      case UnknownTopicOrPartitionException e ->
          retryable(ProblemCode.MISSING_TOPIC, doing, "the topic is not there (now)", e);
      case InvalidTopicException e ->
          fatal(ProblemCode.MISSING_TOPIC, doing, String.valueOf(e.getMessage()), null, e);
      case UnsupportedVersionException e ->
          fatal(
              ProblemCode.UNREACHABLE,
              doing,
              "the broker is too old: " + e.getMessage(),
              "Sluice needs Apache Kafka 2.8 or newer",
              e);
      case TimeoutException e -> silent(doing, e);
      case RetriableException e ->
          retryable(ProblemCode.UNREACHABLE, doing, String.valueOf(e.getMessage()), e);
      case UnknownServerException e ->
          new RetryableException(
              new Trouble(
                  ProblemCode.UNREACHABLE,
                  doing + " on " + connection + ": the broker met a mistake of its own",
                  "See the brokers' logs"),
              e);
      case InterruptException e -> retryable(ProblemCode.UNREACHABLE, doing, "interrupted", e);
      case ConfigException e when String.valueOf(e.getMessage()).contains("bootstrap") ->
          silent(doing, e);
      default ->
          fatal(
              ProblemCode.UNREACHABLE,
              doing,
              cause.getClass().getSimpleName() + ": " + cause.getMessage(),
              "See the brokers' logs",
              cause);
    };
  }

  /**
   * As {@link #translate}, of a producer that can be made anew: what is not about rights, logins or
   * settings may pass with another one.
   */
  public StageException translateProducers(String doing, Throwable error) {
    StageException translated = translate(doing, error);
    return switch (unwrap(error)) {
      case AuthenticationException _, AuthorizationException _, InvalidTxnTimeoutException _ ->
          translated;
      default -> new RetryableException(translated.trouble(), error);
    };
  }

  private RetryableException members(String doing, Throwable e) {
    return new RetryableException(
        new Trouble(
            ProblemCode.CHECKPOINT_HELD,
            doing + " on " + connection + ": the group has members",
            "Stop them first; one that was killed leaves the group after its session"),
        e);
  }

  private String tried(ProblemCode code) {
    return code == ProblemCode.TLS
        ? "connecting to " + connection
        : "logging in to " + connection + " " + connection.login();
  }

  /**
   * Asks the wire before a client is asked: a client says only after a while, and only that time
   * ran out.
   *
   * @throws RetryableException where no address accepts a connection
   * @throws FatalException where a file that the connection names cannot be read
   */
  public void requireReachable() {
    connection.requireFiles("");
    Trouble refusals = reachability.refusals();
    if (refusals != null) {
      throw new RetryableException(about("connecting", refusals), null);
    }
  }

  /** Time ran out, says the client; the wire says more. */
  private RetryableException silent(String doing, Throwable e) {
    Trouble silence = reachability.silence();
    return silence == null
        ? retryable(
            ProblemCode.UNREACHABLE, doing, "connections are accepted, but: " + e.getMessage(), e)
        : new RetryableException(about(doing, silence), e);
  }

  private Trouble about(String doing, Trouble trouble) {
    return new Trouble(
        trouble.code(), doing + " on " + connection + ": " + trouble.message(), trouble.hint());
  }

  private RetryableException retryable(
      ProblemCode code, String doing, String what, Throwable cause) {
    return new RetryableException(
        new Trouble(code, doing + " on " + connection + ": " + what, REACH), cause);
  }

  private FatalException fatal(
      ProblemCode code,
      String doing,
      String what,
      @org.jspecify.annotations.Nullable String hint,
      Throwable cause) {
    return new FatalException(
        new Trouble(code, doing + " on " + connection + ": " + what, hint), cause);
  }

  /** Whether an error is of a kind, or comes from one. */
  static boolean isCause(Throwable error, Class<? extends RuntimeException> kind) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }

  private static Throwable unwrap(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null
        && (cause instanceof ExecutionException
            || cause instanceof CompletionException
            || cause.getClass() == org.apache.kafka.common.KafkaException.class)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
