package dev.sluice.message;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A record's value: the source's bytes, and what they decode to once somebody has asked; or what a
 * filter made, and its bytes once somebody asks for them. Belongs to one lane's thread.
 */
public final class Payload {
  private @Nullable Supplier<byte[]> encoder;
  private byte @Nullable [] bytes;
  private @Nullable Object decoded;
  private @Nullable Object outline;

  /** Takes the array as it is; nobody may change it afterwards. */
  public Payload(byte[] bytes) {
    this.bytes = bytes;
    this.encoder = null;
  }

  /**
   * One that was changed.
   *
   * @param decoded as the decoder would give it back
   * @param encoder makes the bytes, at most once
   */
  public Payload(Object decoded, Supplier<byte[]> encoder) {
    this.decoded = decoded;
    this.encoder = encoder;
  }

  /** The bytes: as they came where no filter has changed them (invariant 5). Not to be changed. */
  public byte[] bytes() {
    byte[] known = bytes;
    if (known == null) {
      known = java.util.Objects.requireNonNull(encoder).get();
      bytes = known;
    }
    return known;
  }

  /** The bytes, to be kept for long: the decoded form, which is larger, is let go. */
  public byte[] settle() {
    byte[] known = bytes();
    decoded = null;
    outline = null;
    encoder = null;
    return known;
  }

  /**
   * What a first look at the bytes has found, looked at most once; null where it has found nothing,
   * and where the decoded form is there, which is better. All callers of one message use the same
   * look.
   */
  public @Nullable Object outlined(Function<byte[], @Nullable Object> look) {
    if (decoded != null) {
      return null;
    }
    Object known = outline;
    if (known == null) {
      known = look.apply(bytes());
      outline = known;
    }
    return known;
  }

  /**
   * The decoded form, decoded at most once. All callers of one message use the same decoder.
   *
   * @throws RuntimeException what the decoder throws; the next call tries again
   */
  public Object decoded(Function<byte[], Object> decoder) {
    Object known = decoded;
    if (known == null) {
      known = decoder.apply(bytes());
      decoded = known;
    }
    return known;
  }
}
