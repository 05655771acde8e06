package dev.sluice.bench;

import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is measured on: a broker with memory enough, and topics full of orders. */
final class Loaded {
  private static final int TOGETHER = 50_000;

  /** More partitions than these a controller refuses to create at once. */
  private static final int MANY = 5_000;

  private Loaded() {}

  static LocalBroker broker() {
    return TestBroker.process(
        new LocalBroker.Setup(
            Map.of(
                // who is stopped between its turns stays a member
                "group.consumer.session.timeout.ms", Integer.toString(Tuning.SESSION),
                "group.consumer.max.session.timeout.ms", Integer.toString(Tuning.SESSION),
                "group.consumer.heartbeat.interval.ms", "5000",
                // what nobody reads again goes soon
                "log.retention.check.interval.ms", "5000",
                "log.segment.delete.delay.ms", "1000"),
            Map.of(),
            List.of(),
            List.of("-Xmx2g"),
            Map.of(),
            null));
  }

  /** A topic with orders, in turn to all partitions; where these are many, some in a row. */
  static String topic(Topics topics, Orders orders, int partitions, long records) {
    String topic = topics.create("orders", Math.min(partitions, MANY));
    if (partitions > MANY) {
      topics.addPartitions(topic, partitions);
    }
    topics.awaitServed(topic, partitions);
    fill(topics, topic, orders, partitions, 0, records);
    return topic;
  }

  /** Further orders into such a topic: those from one number on, up to another. */
  static void fill(Topics topics, String topic, Orders orders, int partitions, long from, long to) {
    int inARow = partitions > MANY ? 50 : 1;
    List<ProducerRecord<byte[], byte[]>> some = new ArrayList<>();
    for (long number = from; number < to; number++) {
      some.add(
          new ProducerRecord<>(
              topic,
              (int) (number / inARow % partitions),
              Orders.key(number),
              orders.value(number)));
      if (some.size() == TOGETHER || number == to - 1) {
        topics.send(some);
        some.clear();
      }
    }
  }
}
