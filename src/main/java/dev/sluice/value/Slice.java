package dev.sluice.value;

import java.io.ByteArrayOutputStream;

/**
 * A stretch of bytes that nobody changes.
 *
 * @param from its first byte
 * @param to behind its last byte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Slice(byte[] bytes, int from, int to) {
  static final Slice EMPTY = new Slice(new byte[0], 0, 0);

  void write(ByteArrayOutputStream out) {
    out.write(bytes, from, to - from);
  }
}
