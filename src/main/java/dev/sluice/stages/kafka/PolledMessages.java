package dev.sluice.stages.kafka;

import dev.sluice.message.Header;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Payload;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The messages of polled records, as they were found. Each is made once, when it is first asked
 * for: just before it goes through the stages, and so while it is in a processor's cache. Belongs
 * to one thread.
 */
final class PolledMessages extends AbstractList<Message> implements RandomAccess {
  private final Partition source;
  private final List<ConsumerRecord<byte[], byte[]>> records;
  private final @Nullable Message[] made;

  /** Of records of one partition. */
  PolledMessages(Partition source, List<ConsumerRecord<byte[], byte[]>> records) {
    this.source = source;
    this.records = records;
    this.made = new Message[records.size()];
  }

  @Override
  public Message get(int index) {
    Message known = made[index];
    if (known == null) {
      known = message(source, records.get(index));
      made[index] = known;
    }
    return known;
  }

  @Override
  public int size() {
    return made.length;
  }

  /** One of them. */
  static Message message(Partition source, ConsumerRecord<byte[], byte[]> found) {
    byte[] value = found.value();
    return new Message(
        source,
        found.offset(),
        found.leaderEpoch().orElse(-1),
        found.timestamp(),
        found.key(),
        value == null ? null : new Payload(value),
        headers(found.headers().toArray()));
  }

  private static List<Header> headers(org.apache.kafka.common.header.Header[] found) {
    return switch (found.length) {
      case 0 -> List.of();
      default ->
          Arrays.stream(found).map(header -> new Header(header.key(), header.value())).toList();
    };
  }
}
