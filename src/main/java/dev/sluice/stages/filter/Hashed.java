package dev.sluice.stages.filter;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first half of a SHA-256: stands for something longer, the same in every process. */
record Hashed(long high, long low) {
  private static final double SCALE = 0x1.0p-53;
  private static final int UNUSED_BITS = 11;

  static Hashed of(byte[] bytes) {
    try {
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new Hashed(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** A number from 0, included, to 1, excluded; evenly spread. */
  double fraction() {
    return (high >>> UNUSED_BITS) * SCALE;
  }
}
