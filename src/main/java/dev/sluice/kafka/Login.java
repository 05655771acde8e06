package dev.sluice.kafka;

import java.net.URI;
import java.nio.file.Path;

/** How a connection proves who it is; {@code toString} says it to people, without a secret. */
public sealed interface Login {
  /** It does not. */
  record None() implements Login {
    @Override
    public String toString() {
      return "without a login";
    }
  }

  /**
   * By name and password.
   *
   * @param user as it stands in the file, a variable unsubstituted
   */
  record Password(String mechanism, String user) implements Login {
    @Override
    public String toString() {
      return "by " + mechanism + " as " + user;
    }
  }

  /**
   * By a token (RFC 6749, client credentials).
   *
   * @param client as it stands in the file, a variable unsubstituted
   */
  record Token(URI endpoint, String client) implements Login {
    @Override
    public String toString() {
      return "by OAUTHBEARER as " + client + " with a token of " + place(endpoint);
    }

    /** Without user info and query, where secrets might stand. */
    private static String place(URI endpoint) {
      int port = endpoint.getPort();
      return endpoint.getScheme()
          + "://"
          + endpoint.getHost()
          + (port < 0 ? "" : ":" + port)
          + endpoint.getPath();
    }
  }

  /** By Kerberos (RFC 4120), with a key from a keytab. */
  record Kerberos(String principal, Path keytab, String service) implements Login {
    @Override
    public String toString() {
      return "by Kerberos as " + principal;
    }
  }
}
