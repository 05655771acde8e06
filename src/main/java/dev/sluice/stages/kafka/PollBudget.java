package dev.sluice.stages.kafka;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one poll hands over, in bytes of keys and values as they are decompressed: a consumer
 * can be told only of compressed bytes and of records. Its deserializers refuse the record that
 * would go beyond the bound; the consumer then hands over what it has, and begins with that record
 * at the next poll (as the consumer's contract for a record that fails and may succeed later). The
 * first record of a poll is never refused. Belongs to the thread that polls.
 */
final class PollBudget {
  private long most = Long.MAX_VALUE;
  private long handed;
  private long key;

  /** Without a stack trace: it may come with every poll. */
  private static final class Spent extends SerializationException {
    private static final long serialVersionUID = 1;

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  /** Before a poll. */
  void begin(long bytes) {
    most = bytes;
    handed = 0;
    key = 0;
  }

  /** For the consumer's keys. */
  Deserializer<byte[]> keys() {
    return (topic, data) -> {
      key = data == null ? 0 : data.length;
      return data;
    };
  }

  /** For the consumer's values. A tombstone has none, and costs what its key does. */
  Deserializer<byte[]> values() {
    return (topic, data) -> value(data);
  }

  private byte @Nullable [] value(byte @Nullable [] data) {
    long size = key + (data == null ? 0 : data.length);
    if (handed > 0 && handed + size > most) {
      throw new Spent();
    }
    handed += size;
    return data;
  }
}
