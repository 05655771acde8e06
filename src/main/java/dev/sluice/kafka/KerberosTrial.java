package dev.sluice.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;

/**
 * A Kerberos login by ourselves, before Kafka's clients try theirs: they hold a lock of the whole
 * process meanwhile, and wait without end for a service that the KDC does not know.
 */
final class KerberosTrial {
  /** The JDK's. */
  static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

  private static final String KERBEROS_V5 = "1.2.840.113554.1.2.2";

  private KerberosTrial() {}

  /** What the login module is told. */
  static Map<String, String> options(Login.Kerberos login) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("useKeyTab", "true");
    options.put("storeKey", "true");
    options.put("doNotPrompt", "true");
    options.put("refreshKrb5Config", "true");
    options.put("keyTab", login.keytab().toString());
    options.put("principal", login.principal());
    return options;
  }

  /**
   * Gets a ticket for oneself, and one for the brokers' service on a host.
   *
   * @throws LoginException where the KDC gives none; its cause says more
   */
  static void login(Login.Kerberos login, String host) throws LoginException {
    LoginContext context =
        new LoginContext("sluice", new Subject(), null, new OneEntry(options(login)));
    context.login();
    try {
      Subject.callAs(
          context.getSubject(),
          () -> {
            serviceTicket(login.service() + "@" + host);
            return true;
          });
    } catch (CompletionException e) {
      LoginException failed = new LoginException("no ticket for " + login.service() + "/" + host);
      failed.initCause(e.getCause());
      throw failed;
    } finally {
      context.logout();
    }
  }

  private static void serviceTicket(String service) throws GSSException {
    GSSManager manager = GSSManager.getInstance();
    GSSContext context =
        manager.createContext(
            manager.createName(service, GSSName.NT_HOSTBASED_SERVICE),
            new Oid(KERBEROS_V5),
            null,
            GSSContext.DEFAULT_LIFETIME);
    try {
      context.requestMutualAuth(true);
      byte[] _ = context.initSecContext(new byte[0], 0, 0);
    } finally {
      context.dispose();
    }
  }

  /** One login module, whatever name is asked for. */
  private static final class OneEntry extends Configuration {
    private final AppConfigurationEntry entry;

    OneEntry(Map<String, String> options) {
      entry = new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options);
    }

    @Override
    public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
      return new AppConfigurationEntry[] {entry};
    }
  }
}
