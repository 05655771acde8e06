package dev.sluice.kafka;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;

/** What connections need and the JDK or Kafka's clients keep for the whole process. */
final class ProcessSettings {
  private ProcessSettings() {}

  /** Where Kerberos is configured: one file, as the definition's check demands. */
  static void krb5Conf(Path file) {
    System.setProperty("java.security.krb5.conf", file.toAbsolutePath().toString());
  }

  /**
   * Lets the clients ask a token endpoint: they ask only those that the process names, lest a
   * configuration from elsewhere make them ask anything (CVE-2025-27817). Ours are named by whoever
   * runs the process.
   */
  static void allowTokensFrom(String endpoint) {
    synchronized (ProcessSettings.class) {
      String name = BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG;
      Set<String> allowed =
          new LinkedHashSet<>(List.of(System.getProperty(name, endpoint).split(",")));
      allowed.add(endpoint);
      System.setProperty(name, String.join(",", allowed));
    }
  }
}
