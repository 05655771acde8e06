package dev.sluice.verify;

import dev.sluice.message.Header;
import dev.sluice.message.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A hash that stands for a record: the first half of SHA-256, so that millions fit into memory. */
record Digest(long high, long low) {
  /**
   * Of everything that must arrive: topic, key, value, headers in order, timestamp.
   *
   * @param timed whether the timestamp must
   */
  static Digest of(String topic, Message message, boolean timed) {
    MessageDigest digest = sha256();
    identity(digest, topic, message, timed);
    add(digest, message.valueBytes());
    for (Header header : message.headers()) {
      add(digest, header.name().getBytes(StandardCharsets.UTF_8));
      add(digest, header.value());
    }
    return of(digest);
  }

  /** Of where a record comes from, which tells which it is whatever became of it. */
  static Digest origin(String topic, String origin) {
    MessageDigest digest = sha256();
    add(digest, topic.getBytes(StandardCharsets.UTF_8));
    add(digest, origin.getBytes(StandardCharsets.UTF_8));
    return of(digest);
  }

  /** Of what tells which record it is where none says it: topic, key, timestamp. */
  static Digest identity(String topic, Message message, boolean timed) {
    MessageDigest digest = sha256();
    identity(digest, topic, message, timed);
    return of(digest);
  }

  private static void identity(MessageDigest digest, String topic, Message message, boolean timed) {
    add(digest, topic.getBytes(StandardCharsets.UTF_8));
    add(digest, message.key());
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(timed ? message.timestamp() : 0).flip());
  }

  /** With its length before it, so that no two records run together to the same bytes. */
  private static void add(MessageDigest digest, byte @Nullable [] bytes) {
    int length = bytes == null ? -1 : bytes.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
    if (bytes != null) {
      digest.update(bytes);
    }
  }

  private static Digest of(MessageDigest digest) {
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
    return new Digest(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
