package dev.sluice.bench;

import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;

/** The same filter as a Kafka Streams application of one thread. Runs until it is killed. */
final class StreamsFilter {
  private StreamsFilter() {}

  /**
   * Filters.
   *
   * @param arguments bootstrap servers, source, target, and a folder
   */
  public static void main(String[] arguments) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[2]);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[3]);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Tuning.INTERVAL);
    settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    // it may be stopped for long between its turns
    settings.put(StreamsConfig.consumerPrefix("session.timeout.ms"), Tuning.SESSION);
    Tuning.CONSUMER.forEach(
        (name, value) -> settings.put(StreamsConfig.consumerPrefix(name), value));
    Tuning.PRODUCER.forEach(
        (name, value) -> settings.put(StreamsConfig.producerPrefix(name), value));
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(arguments[1], Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .filter((key, value) -> HandFilter.isPaid(value))
        .to(arguments[2], Produced.with(Serdes.ByteArray(), Serdes.ByteArray()));
    new KafkaStreams(builder.build(), settings).start();
  }
}
