package dev.sluice.value;

import java.io.ByteArrayOutputStream;

/** A part of a JSON document. Immutable, but not safe for several threads: looks are remembered. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonScalar {
  /**
   * As expressions see it: objects as maps, arrays as lists, whole numbers that fit as 64-bit
   * integers and all others as floating point, CEL's null.
   */
  Object seen();

  /** Writes it: byte for byte as it came where nothing was changed. */
  void write(ByteArrayOutputStream out);

  /** Its bytes. */
  default byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    write(out);
    return out.toByteArray();
  }
}
