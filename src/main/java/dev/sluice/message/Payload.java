package dev.sluice.message;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A record's value: the source's bytes, and what they decode to once somebody has asked; or what a
 * filter made, and its bytes once somebody asks for them. Belongs to one lane's thread.
 */
public final class Payload {
  private byte @Nullable [] bytes;

  /** What is known of the value besides; few fields, for there are as many of these as records. */
  private @Nullable Object form;

  /** Whether that is all of the value, and not an outline. */
  private boolean whole;

  /** A form whose bytes nobody has asked for. */
  private record Unencoded(Object decoded, Supplier<byte[]> encoder) {}

  /** Takes the array as it is; nobody may change it afterwards. */
  public Payload(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * One that was changed.
   *
   * @param decoded as the decoder would give it back
   * @param encoder makes the bytes, at most once
   */
  public Payload(Object decoded, Supplier<byte[]> encoder) {
    this.form = new Unencoded(decoded, encoder);
    this.whole = true;
  }

  /** The bytes: as they came where no filter has changed them (invariant 5). Not to be changed. */
  public byte[] bytes() {
    byte[] known = bytes;
    return known == null ? encoded() : known;
  }

  private byte[] encoded() {
    if (!(form instanceof Unencoded made)) {
      throw new IllegalStateException("a value has bytes, or was made");
    }
    byte[] encoded = made.encoder.get();
    bytes = encoded;
    form = made.decoded;
    return encoded;
  }

  /** The bytes, to be kept for long: the decoded form, which is larger, is let go. */
  public byte[] settle() {
    byte[] known = bytes();
    if (form != null) {
      form = null;
      whole = false;
    }
    return known;
  }

  /**
   * What a first look at the bytes has found, looked at most once; null where it has found nothing,
   * and where the decoded form is there, which is better. All callers of one message use the same
   * look.
   */
  public @Nullable Object outlined(Function<byte[], @Nullable Object> look) {
    if (whole) {
      return null;
    }
    if (form == null) {
      form = look.apply(bytes());
    }
    return form;
  }

  /**
   * The decoded form, decoded at most once. All callers of one message use the same decoder.
   *
   * @throws RuntimeException what the decoder throws; the next call tries again
   */
  public Object decoded(Function<byte[], Object> decoder) {
    if (!whole) {
      form = decoder.apply(bytes());
      whole = true;
    }
    return java.util.Objects.requireNonNull(form instanceof Unencoded made ? made.decoded : form);
  }
}
