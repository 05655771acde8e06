package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Counts the requests that Kafka's clients send, for connections with the property {@code
 * metric.reporters} of this class and {@code request.count} of a name.
 */
public final class RequestCount implements MetricsReporter {
  private static final List<RequestCount> ALL = new CopyOnWriteArrayList<>();

  private final List<KafkaMetric> totals = new ArrayList<>();
  private String name = "";

  /** How many requests the clients with this name have sent so far. */
  public static long of(String name) {
    return ALL.stream().filter(each -> each.name.equals(name)).mapToLong(RequestCount::total).sum();
  }

  private synchronized long total() {
    return totals.stream().mapToLong(each -> ((Double) each.metricValue()).longValue()).sum();
  }

  @Override
  public void configure(Map<String, ?> configs) {
    name = String.valueOf(configs.get("request.count"));
    ALL.add(this);
  }

  @Override
  public void init(List<KafkaMetric> metrics) {
    metrics.forEach(this::metricChange);
  }

  @Override
  public synchronized void metricChange(KafkaMetric metric) {
    boolean whole = !metric.metricName().tags().containsKey("node-id");
    if (whole && metric.metricName().name().equals("request-total")) {
      totals.add(metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    // a client that is closed keeps its last count
  }

  @Override
  public void close() {
    // what was counted stays
  }
}
