package dev.sluice.kafka;

import static dev.sluice.problem.ProblemCode.AUTHENTICATION;
import static dev.sluice.problem.ProblemCode.TLS;
import static dev.sluice.problem.ProblemCode.UNREACHABLE;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.StageException;
import dev.sluice.problem.Trouble;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a failed login or handshake means. Libraries tell it in a chain of causes, in words of their
 * own; these are the words, and what to tell people instead.
 *
 * @param words found somewhere in the chain
 * @param passing whether waiting may help
 * @param what is wrong
 * @param mend what would be right
 */
record Explanation(Pattern words, ProblemCode code, boolean passing, String what, String mend) {
  private static final List<Explanation> ALL =
      List.of(
          // TLS
          fixed(
              TLS,
              "unable to find valid certification path|Path does not chain",
              "the brokers' certificate is not of an authority that the connection trusts",
              "Name the authority's certificate in tls.truststore"),
          fixed(
              TLS,
              "CertificateExpiredException|NotAfter",
              "the brokers' certificate has expired",
              "Renew it on the brokers"),
          fixed(
              TLS,
              "CertificateNotYetValidException|NotBefore",
              "the brokers' certificate is not valid yet",
              "Compare the clocks of this machine and of the brokers"),
          fixed(
              TLS,
              "No subject alternative|No name matching",
              "the brokers' certificate is for another host",
              "Use a host name that it holds in bootstrapServers, or set tls.verifyHostname: false"),
          fixed(
              TLS,
              "fatal alert: (certificate_required|bad_certificate|unknown_ca|certificate_unknown"
                  + "|certificate_expired)",
              "the brokers refuse the client's certificate",
              "Name a key with a certificate that they trust in tls.keystore"),
          fixed(
              TLS,
              "fatal alert: (handshake_failure|protocol_version|insufficient_security)",
              "the brokers accept none of the TLS versions, ciphers or certificates offered",
              "Compare ssl.enabled.protocols and ssl.cipher.suites, and see tls.keystore"),
          fixed(
              TLS,
              "Unsupported or unrecognized SSL message",
              "the other side does not speak TLS",
              "Remove tls, or use the port of a TLS listener"),
          // files
          fixed(
              TLS,
              "trustAnchors parameter must be non-empty",
              "tls.truststore holds no certificate that can be read",
              "A PKCS12 truststore needs its password"),
          fixed(
              TLS,
              "password was incorrect|BadPaddingException",
              "the password of tls.truststore or tls.keystore is wrong",
              "Check the passwords under tls"),
          fixed(
              TLS,
              "No matching (CERTIFICATE|PRIVATE KEY|.*) entries in PEM|Failed to load PEM",
              "a file under tls is not the PEM that is expected",
              "A truststore holds certificates; a keystore a private key (PKCS 8) and its chain"),
          fixed(
              TLS,
              "Failed to load SSL keystore",
              "a file under tls cannot be read as what its name says",
              "Name PEM files .pem, PKCS 12 files .p12 and Java's own .jks"),
          // Kerberos
          fixed(
              AUTHENTICATION,
              "Client not found in Kerberos database|Client not found|CLIENT_NOT_FOUND",
              "the KDC does not know the principal",
              "Check kerberos.principal"),
          fixed(
              AUTHENTICATION,
              "Unable to obtain password from user",
              "the keytab holds no key of the principal",
              "Check kerberos.principal and kerberos.keytab (klist -k shows what a keytab holds)"),
          fixed(
              AUTHENTICATION,
              "Server not found in Kerberos database|SERVER_NOT_FOUND",
              "the KDC does not know the brokers' service",
              "Check kerberos.serviceName, and that bootstrapServers name the hosts as the KDC does"),
          fixed(
              AUTHENTICATION,
              "Clock skew too great",
              "the clocks of this machine and of the KDC differ too much",
              "Set the clocks"),
          fixed(
              AUTHENTICATION,
              "Pre-authentication information was invalid|Integrity check|Checksum failed",
              "the keytab's key is not the principal's any more",
              "Export the keytab anew"),
          fixed(
              AUTHENTICATION,
              "(Cannot|Unable to) locate KDC|Cannot locate default realm|Can't locate KDC",
              "krb5.conf names no KDC of the principal's realm",
              "Check kerberos.krb5Conf: [realms] must hold the realm with its kdc"),
          // OAUTHBEARER
          passing(
              "response code (408|429|5\\d\\d)",
              "the token endpoint is overloaded or broken",
              "See the token endpoint's logs"),
          fixed(
              AUTHENTICATION,
              "response code 40[013]",
              "the token endpoint refuses the client",
              "Check sasl.clientId, sasl.clientSecret and sasl.scope"),
          fixed(
              AUTHENTICATION,
              "response code 4\\d\\d",
              "there is no token at sasl.tokenEndpoint",
              "Check sasl.tokenEndpoint"),
          fixed(
              AUTHENTICATION,
              "invalid_token|JwtValidatorException|token wasn't a valid",
              "the brokers refuse the token",
              "Check that they know the endpoint's issuer, keys and audience"),
          passing(
              "HttpJwtRetriever",
              "the token endpoint does not answer",
              "Check that sasl.tokenEndpoint can be reached"),
          passing(
              "LoginException: (Connection refused|.*[Tt]imed out|.*UnknownHost|.*No route)",
              "the KDC does not answer",
              "Check that the KDC of krb5.conf runs and can be reached"),
          // SASL
          fixed(
              AUTHENTICATION,
              "[Ii]nvalid username or password|invalid credentials",
              "the brokers refuse the user name or the password",
              "Check sasl.username and sasl.password, and that the user has a credential of this"
                  + " mechanism"),
          fixed(
              AUTHENTICATION,
              "enabled mechanisms are \\[\\]",
              "the brokers want no login at this port",
              "Remove sasl and kerberos, or use the port of a listener with login"),
          fixed(
              AUTHENTICATION,
              "enabled mechanisms are|UnsupportedSaslMechanism",
              "the brokers do not offer this mechanism",
              "Use one of theirs in sasl.mechanism"));

  private static Explanation fixed(ProblemCode code, String words, String what, String mend) {
    return new Explanation(Pattern.compile(words), code, false, what, mend);
  }

  private static Explanation passing(String words, String what, String mend) {
    return new Explanation(Pattern.compile(words), UNREACHABLE, true, what, mend);
  }

  /** What a chain of causes means, or null where it is none of these. */
  static @Nullable Explanation of(Throwable error) {
    StringBuilder chain = new StringBuilder();
    for (Throwable each = error; each != null; each = each.getCause()) {
      chain.append(each).append('\n');
    }
    return ALL.stream().filter(each -> each.words().matcher(chain).find()).findFirst().orElse(null);
  }

  /** As an exception: what was tried, what the other side said, and the mend. */
  StageException exception(String tried, Throwable error) {
    Trouble trouble =
        new Trouble(code, tried + ": " + what + " (" + file(error) + said(error) + ")", mend);
    return passing ? new RetryableException(trouble, error) : new FatalException(trouble, error);
  }

  /** Which file it was, where a library says so further out. */
  private static String file(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (message != null && message.startsWith("Failed to load") && each.getCause() != null) {
        return message.lines().findFirst().orElse("") + ": ";
      }
    }
    return "";
  }

  /** The words of the innermost cause, without the lines that some libraries put behind them. */
  private static String said(Throwable error) {
    Throwable innermost = error;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    String first =
        message == null
            ? innermost.getClass().getSimpleName()
            : message.lines().findFirst().orElse("");
    return first.replaceAll("(?:[\\w$]++\\.)*+[\\w$]+(Exception|Error): ", "");
  }
}
