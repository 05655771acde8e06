package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.sluice.kafka.KafkaCluster;
import dev.sluice.kafka.KafkaConnection;
import dev.sluice.kafka.Login;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.problem.StageException;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.RequestCount;
import dev.sluice.testkit.TestBroker;
import dev.sluice.testkit.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;

/**
 * How long it takes to list and match many topics, and to look at all their logs: {@code
 * -Dsluice.bench.topics}, 10000 unless said; half of it as often as one broker on this machine does
 * not carry them.
 */
class TopicsBench {
  private static final int WANTED = Integer.getInteger("sluice.bench.topics", 10_000);
  private static final int PARTITIONS = 3;
  private static final int TOGETHER = 500;

  @Test
  void listAndMatch() throws Exception {
    Section section =
        Section.of(
            "24-topics",
            "Many topics",
            List.of(
                "Listed, matched with an expression, and their logs looked at, three times. Half as many as wanted, and half of that, as often as one broker on this machine does not carry them."),
            "topics of %d partitions".formatted(PARTITIONS),
            "listed and matched, ms",
            "requests",
            "with all logs, ms",
            "requests ");
    int count = WANTED;
    while (!measured(count, section)) {
      count /= 2;
    }
    Report.add(section);
  }

  /** False where the broker does not live through it: files and memory maps are bounded. */
  private static boolean measured(int count, Section section) throws Exception {
    try (LocalBroker broker =
            TestBroker.process(
                new LocalBroker.Setup(
                    Map.of(), Map.of(), List.of(), List.of("-Xmx3g"), Map.of(), null));
        Topics topics = new Topics(broker.bootstrapServers())) {
      fill(topics, count);
      KafkaConnection counted =
          new KafkaConnection(
              "bench",
              Map.of(
                  "bootstrap.servers", broker.bootstrapServers(),
                  "metric.reporters", RequestCount.class.getName(),
                  "request.count", "bench"),
              new Login.None(),
              List.of());
      try (KafkaCluster cluster = new KafkaCluster(counted)) {
        for (int round = 0; round < 3; round++) {
          round(cluster, count, section);
        }
      }
      return true;
    } catch (ExecutionException | TimeoutException | StageException e) {
      return false;
    }
  }

  private static void round(KafkaCluster cluster, int count, Section section) {
    long requests = RequestCount.of("bench");
    long start = System.nanoTime();
    Pattern expression = Pattern.compile("team-\\d+[.]topic-.+");
    Set<String> matched =
        cluster.topics().stream().filter(expression::matches).collect(Collectors.toSet());
    Duration listed = Duration.ofNanos(System.nanoTime() - start);
    long forListing = RequestCount.of("bench") - requests;
    Map<Partition, LogRange> logs = cluster.logs(matched, IsolationLevel.READ_COMMITTED);
    assertThat(matched).hasSize(count);
    assertThat(logs).hasSize(count * PARTITIONS);
    section.row(
        count,
        listed.toMillis(),
        forListing,
        Duration.ofNanos(System.nanoTime() - start).toMillis(),
        RequestCount.of("bench") - requests);
  }

  private static void fill(Topics topics, int count) throws Exception {
    for (int from = 0; from < count; from += TOGETHER) {
      topics
          .admin()
          .createTopics(
              IntStream.range(from, Math.min(count, from + TOGETHER))
                  .mapToObj(
                      n -> new NewTopic("team-" + n % 50 + ".topic-" + n, PARTITIONS, (short) 1))
                  .toList())
          .all()
          .get(120, TimeUnit.SECONDS);
    }
    while (topics.admin().listTopics().names().get(60, TimeUnit.SECONDS).size() < count) {
      Thread.onSpinWait(); // the broker has not heard of all of them yet
    }
  }
}
