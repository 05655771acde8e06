package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Counts the requests that Kafka's clients send, for connections with the property {@code
 * metric.reporters} of this class and {@code request.count} of a name.
 */
public final class RequestCount implements MetricsReporter {
  private static final List<RequestCount> ALL = new CopyOnWriteArrayList<>();

  /**
   * Of what a client sends again and again for as long as it lives: the clock's, not the work's.
   */
  private static final Set<String> OF_THE_CLOCK = Set.of("fetch-total", "heartbeat-total");

  private final List<KafkaMetric> totals = new ArrayList<>();
  private final List<KafkaMetric> ofTheClock = new ArrayList<>();
  private String name = "";

  /**
   * How many requests the clients with this name have sent so far, without those whose number grows
   * with the time that a run takes: fetches and heartbeats.
   */
  public static long of(String name) {
    return ALL.stream().filter(each -> each.name.equals(name)).mapToLong(RequestCount::total).sum();
  }

  private synchronized long total() {
    return sum(totals) - sum(ofTheClock);
  }

  private static long sum(List<KafkaMetric> metrics) {
    return metrics.stream().mapToLong(each -> ((Double) each.metricValue()).longValue()).sum();
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
    String kind = metric.metricName().name();
    if (whole && kind.equals("request-total")) {
      totals.add(metric);
    } else if (OF_THE_CLOCK.contains(kind) && !metric.metricName().tags().containsKey("topic")) {
      ofTheClock.add(metric);
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
