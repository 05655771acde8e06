package dev.sluice.testkit;

import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.certs.ca.CaGenerator;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * Certificates made for one test run: a broker's good one, an expired one, one for another host,
 * and clients' of the brokers' authority and of another.
 */
final class Certificates {
  /** Of every store and key: awkward on purpose. */
  static final String PASSWORD = "st\u00f6re \"pa\\ss'";

  private static final Duration VALID = Duration.ofDays(100);

  private final Path directory;
  private final Authority ours;

  private record Authority(X509Certificate certificate, PrivateKey key) {}

  /** Makes all of them; relative names below the directory are what the methods return. */
  Certificates(Path directory) throws Exception {
    this.directory = Files.createDirectories(directory);
    this.ours = authority("ca");
    Authority others = authority("other-ca");
    leaf("broker", "localhost", VALID, ours);
    leaf("expiring", "localhost", Duration.ofDays(2), ours);
    leaf("expired", "localhost", Duration.ofDays(-2), ours);
    leaf("elsewhere", "elsewhere.example", VALID, ours);
    leaf("client", "etl", VALID, ours);
    leaf("sealed", "etl", VALID, ours);
    leaf("stranger", "etl", VALID, others);
  }

  private Authority authority(String name) throws Exception {
    Path pem = directory.resolve(name + ".pem");
    Path keystore = directory.resolve(name + "-keystore.p12");
    X509Certificate certificate =
        new CaGenerator(
                pem.toFile(),
                directory.resolve(name + ".key").toFile(),
                keystore.toFile(),
                PASSWORD)
            .generate(name, "sluice", "tests", "here", "here", "EU");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(name, certificate);
    try (OutputStream file = Files.newOutputStream(directory.resolve(name + ".p12"))) {
      trusted.store(file, PASSWORD.toCharArray());
    }
    KeyStore own = KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
    return new Authority(
        certificate,
        (PrivateKey) own.getKey(CaGenerator.KEYSTORE_KEY_ENTRY, PASSWORD.toCharArray()));
  }

  private void leaf(String name, String host, Duration duration, Authority authority)
      throws Exception {
    var _ =
        new CertificateGenerator(directory, true)
            .generate(
                new CertificateRequest()
                    .withName(name)
                    .withPassword(PASSWORD)
                    .withFormats(
                        name.equals("sealed")
                            ? List.of(Format.ENCRYPTED_PEM)
                            : List.of(Format.PEM, Format.PKCS12))
                    .withCN(host)
                    .withSubjectAlternativeName("DNS:" + host)
                    .withDuration(duration)
                    .signedWith(authority.certificate(), authority.key()));
    // Kafka wants key and certificate in one PEM file
    Files.writeString(
        directory.resolve(name + ".pem"),
        Files.readString(directory.resolve(name + ".key"))
            + Files.readString(directory.resolve(name + ".crt")));
  }

  /** A file of a certificate or an authority: {@code client.p12}, say. */
  Path file(String name) {
    Path file = directory.resolve(name);
    if (Files.exists(file)) {
      return file;
    }
    return directory.resolve(name.replace(".p12", "-keystore.p12"));
  }
}
