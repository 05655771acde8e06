package dev.sluice.checkpoint.kafka;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Divides what is committed to a group: one commit is one batch in a topic of the brokers. */
record CommitParts(String group) {
  /** The brokers' topic takes a megabyte. */
  private static final int LARGEST = 512 << 10;

  /** What an entry takes beside its names and its metadata, generously. */
  private static final int OVERHEAD = 64;

  /** Batches that the brokers take; none for nothing. */
  List<Map<TopicPartition, OffsetAndMetadata>> of(Map<TopicPartition, OffsetAndMetadata> offsets) {
    List<Map<TopicPartition, OffsetAndMetadata>> parts = new ArrayList<>();
    int left = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
      int size =
          OVERHEAD
              + bytes(group)
              + bytes(offset.getKey().topic())
              + bytes(offset.getValue().metadata());
      if (size > left) {
        parts.add(new HashMap<>());
        left = LARGEST;
      }
      parts.getLast().put(offset.getKey(), offset.getValue());
      left -= size;
    }
    return parts;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
