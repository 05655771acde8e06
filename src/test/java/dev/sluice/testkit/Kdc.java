package dev.sluice.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;

/** A Kerberos KDC on loopback. Its keytabs hold aes128-sha1 as the strongest key. */
final class Kdc {
  static final String REALM = "EXAMPLE.COM";

  private final Path directory;
  private final SimpleKdcServer server;

  Kdc(Path directory) throws IOException, KrbException {
    this.directory = Files.createDirectories(directory);
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    server = new SimpleKdcServer();
    server.setWorkDir(directory.toFile());
    server.setKdcRealm(REALM);
    server.setKdcHost("localhost");
    server.setAllowUdp(false);
    server.setKdcTcpPort(port);
    server.init();
    server.start();
    configuration("krb5.conf", port);
    configuration("away.conf", 1);
    keytab("broker.keytab", "kafka/localhost@" + REALM);
    keytab("etl.keytab", "etl@" + REALM);
    keytab("ghost.keytab", "ghost@" + REALM);
    server.deletePrincipal("ghost@" + REALM);
  }

  private void keytab(String name, String principal) throws KrbException {
    server.createAndExportPrincipals(directory.resolve(name).toFile(), principal);
  }

  private void configuration(String name, int port) throws IOException {
    Files.writeString(
        directory.resolve(name),
        """
        [libdefaults]
          default_realm = %s
          udp_preference_limit = 1
          dns_lookup_kdc = false
          dns_lookup_realm = false
          default_tkt_enctypes = aes128-cts-hmac-sha1-96
          default_tgs_enctypes = aes128-cts-hmac-sha1-96
          permitted_enctypes = aes128-cts-hmac-sha1-96
        [realms]
          %s = {
            kdc = localhost:%d
          }
        """
            .formatted(REALM, REALM, port));
  }

  Path file(String name) {
    return directory.resolve(name);
  }
}
