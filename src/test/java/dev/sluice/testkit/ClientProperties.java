package dev.sluice.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Remembers what Kafka's clients were told, for connections with the property {@code
 * metric.reporters} of this class and {@code told.to} of a name.
 */
public final class ClientProperties implements MetricsReporter {
  private static final List<Map<String, ?>> ALL = new CopyOnWriteArrayList<>();

  /** What each client with this name was told, in the order in which they were opened. */
  public static List<Map<String, ?>> of(String name) {
    return ALL.stream().filter(each -> name.equals(each.get("told.to"))).toList();
  }

  @Override
  public void configure(Map<String, ?> configs) {
    ALL.add(Map.copyOf(configs));
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    // metrics are not looked at
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    // metrics are not looked at
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    // metrics are not looked at
  }

  @Override
  public void close() {
    // what was told stays
  }
}
