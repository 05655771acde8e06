package dev.sluice.stages.kafka;

import dev.sluice.message.Header;
import dev.sluice.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * A message as a record for Kafka's producer, whatever its timestamp. Of a record without one the
 * producer's own class knows nothing: it would take the current time, and the copy would differ
 * from the original (invariant 5).
 */
final class Timed extends ProducerRecord<byte[], byte[]> {
  private Timed(
      String topic,
      int partition,
      byte @Nullable [] key,
      byte @Nullable [] value,
      @Nullable List<org.apache.kafka.common.header.Header> headers) {
    super(topic, partition, 0L, key, value, headers);
  }

  @Override
  public Long timestamp() {
    return RecordBatch.NO_TIMESTAMP;
  }

  /**
   * Makes one.
   *
   * @throws InvalidTimestampException of a time before 1970, which no producer sends
   */
  static ProducerRecord<byte[], byte[]> record(Message message, String topic, int partition) {
    long timestamp = message.timestamp();
    byte[] value = message.value() == null ? null : message.value().settle();
    if (timestamp >= 0) {
      return new ProducerRecord<>(
          topic, partition, timestamp, message.key(), value, headers(message));
    }
    if (timestamp == RecordBatch.NO_TIMESTAMP) {
      return new Timed(topic, partition, message.key(), value, headers(message));
    }
    throw new InvalidTimestampException(
        "its timestamp " + timestamp + " lies before 1970, and Kafka's producers do not send it");
  }

  private static @Nullable List<org.apache.kafka.common.header.Header> headers(Message message) {
    if (message.headers().isEmpty()) {
      return null;
    }
    List<org.apache.kafka.common.header.Header> headers = new ArrayList<>(message.headers().size());
    for (Header header : message.headers()) {
      headers.add(new RecordHeader(header.name(), header.value()));
    }
    return headers;
  }
}
