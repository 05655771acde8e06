package dev.sluice.message;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record's value: the source's bytes, and what they decode to once somebody has asked. Belongs to
 * one lane's thread.
 */
public final class Payload {
  private final byte[] bytes;
  private @Nullable Object decoded;

  /** Takes the array as it is; nobody may change it afterwards. */
  public Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes as they came (invariant 5); not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /**
   * The decoded form, decoded at most once. All callers of one message use the same decoder.
   *
   * @throws RuntimeException what the decoder throws; the next call tries again
   */
  public Object decoded(Function<byte[], Object> decoder) {
    Object known = decoded;
    if (known == null) {
      known = decoder.apply(bytes);
      decoded = known;
    }
    return known;
  }
}
