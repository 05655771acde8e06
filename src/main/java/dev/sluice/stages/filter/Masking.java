package dev.sluice.stages.filter;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a mask puts in the place of bytes. What it makes is for one thread. */
enum Masking {
  /** Always the same. */
  REDACT,
  /** SHA-256 (FIPS 180-4): equal bytes stay equal, and who can guess them can check the guess. */
  SHA256,
  /** HMAC-SHA-256 (RFC 2104): the same, and only who has the secret can check a guess. */
  HMAC_SHA256;

  private static final String REDACTED = "***";

  /**
   * Makes one.
   *
   * @param secret for {@link #HMAC_SHA256}
   */
  Function<byte[], String> with(byte[] secret) {
    try {
      return switch (this) {
        case REDACT -> bytes -> REDACTED;
        case SHA256 -> {
          MessageDigest digest = MessageDigest.getInstance("SHA-256");
          yield bytes -> shown("sha256:", digest.digest(bytes));
        }
        case HMAC_SHA256 -> {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(new SecretKeySpec(secret, "HmacSHA256"));
          yield bytes -> shown("hmac_sha256:", mac.doFinal(bytes));
        }
      };
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("any bytes but none are a key", e);
    }
  }

  private static String shown(String prefix, byte[] digest) {
    return prefix + HexFormat.of().formatHex(digest);
  }
}
