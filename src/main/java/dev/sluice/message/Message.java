package dev.sluice.message;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way, with the place it came from.
 *
 * @param source where it was read; every message made from it keeps this
 * @param offset its offset there
 * @param leaderEpoch the leader epoch it was read under, or -1
 * @param timestamp milliseconds since 1970, or -1 where the record has none
 * @param key the bytes or null; not to be changed
 * @param value the value, or null for a tombstone
 * @param headers in the record's order, repeated names included
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are passed through, never compared
public record Message(
    Partition source,
    long offset,
    int leaderEpoch,
    long timestamp,
    byte @Nullable [] key,
    @Nullable Payload value,
    List<Header> headers) {

  /** Of one that nobody has kept: where it came from, and nothing else. */
  public static Message husk(Partition source, long offset) {
    return new Message(source, offset, -1, -1, null, null, List.of());
  }

  /** {@code orders-0@42}, for messages to people. */
  public String coordinates() {
    return source + "@" + offset;
  }

  /** The same with other headers. */
  public Message withHeaders(List<Header> other) {
    return new Message(source, offset, leaderEpoch, timestamp, key, value, other);
  }

  /** The same with another key. */
  public Message withKey(byte @Nullable [] other) {
    return new Message(source, offset, leaderEpoch, timestamp, other, value, headers);
  }

  /** The same with another value. */
  public Message withValue(Payload other) {
    return new Message(source, offset, leaderEpoch, timestamp, key, other, headers);
  }

  /** The same with another timestamp, in milliseconds. */
  public Message withTimestamp(long other) {
    return new Message(source, offset, leaderEpoch, other, key, value, headers);
  }

  /** Whether another one has the same key, value and headers. */
  public boolean holdsTheSame(Message other) {
    return Arrays.equals(key, other.key)
        && Arrays.equals(valueBytes(), other.valueBytes())
        && Header.same(headers, other.headers);
  }

  /** How many bytes its key, value and headers have; asks for the value's. */
  public long size() {
    byte[] bytes = valueBytes();
    long size = (key == null ? 0 : key.length) + (bytes == null ? 0 : bytes.length);
    if (headers.isEmpty()) {
      return size; // as most: an iterator for each would be garbage
    }
    for (Header header : headers) {
      size += header.size();
    }
    return size;
  }

  /** The value's bytes, or null for a tombstone; not to be changed. */
  public byte @Nullable [] valueBytes() {
    return value == null ? null : value.bytes();
  }
}
