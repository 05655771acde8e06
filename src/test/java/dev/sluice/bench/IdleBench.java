package dev.sluice.bench;

import dev.sluice.bench.Section.Bar;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand pipelines that have nothing to do, and as many bare pairs of clients, twice: what they
 * hold, and what they do at rest. They take turns: all at once are more than two processors and a
 * broker carry. {@code -Dsluice.bench.pipelines} and {@code .idle} (turns of a minute) make it
 * another size.
 */
class IdleBench {
  private static final int PIPELINES = Integer.getInteger("sluice.bench.pipelines", 1_000);
  private static final int TURNS = Integer.getInteger("sluice.bench.idle", 8);
  private static final Duration TURN = Duration.ofMinutes(1);

  /** What comes late because it stood still comes before its turn is measured. */
  private static final Duration WAKING = Duration.ofSeconds(15);

  private static final int FEW = 10;
  private static final double MEGA = 1 << 20;
  private static final String PAIRS = "pairs";
  private static final String PAIRS_AGAIN = "pairs again (A/A)";
  private static final String SLUICE = "Sluice";
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-Xmx3g", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20");

  @TempDir private Path directory;

  /** What was used until a moment, by all threads and by each. */
  private record Used(Duration cpu, Map<String, Duration> threads) {
    static Used by(Idle idle) {
      return new Used(idle.meter().cpu(), idle.meter().threads());
    }

    /** The name of the thread that has used most since then, and what. */
    Map.Entry<String, Duration> busiest(Used before) {
      Map<String, Duration> each = new HashMap<>();
      threads.forEach((thread, used) ->
          each.put(thread, used.minus(before.threads.getOrDefault(thread, Duration.ZERO))));
      return Collections.max(each.entrySet(), Map.Entry.comparingByValue());
    }
  }

  /** One of the three, and what it has shown. */
  private static final class Resting {
    private final Idle idle;

    /** Milliseconds in a minute, by turn. */
    private final List<Double> cpu = new ArrayList<>();

    private int threads;

    /** Of the last turn. */
    private Map.Entry<String, Duration> busiest = Map.entry("", Duration.ZERO);

    /** In MB. */
    private double resident;

    Resting(Idle idle) {
      this.idle = idle;
    }

    void turn() {
      idle.goOn();
      pause(WAKING);
      Used before = Used.by(idle);
      pause(TURN);
      Used after = Used.by(idle);
      idle.stop();
      cpu.add((double) after.cpu.minus(before.cpu).toMillis());
      threads = after.threads.size();
      busiest = after.busiest(before);
    }

    void weigh() {
      idle.goOn();
      idle.collect();
      resident = idle.meter().resident() / MEGA;
    }

    double median() {
      return Ratios.median(cpu);
    }
  }

  @Test
  void atRest() throws Exception {
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      String sources = sources(topics);
      Map<String, Resting> few = rest(broker, topics, sources, FEW, 0);
      Map<String, Resting> many = rest(broker, topics, sources, PIPELINES, TURNS);
      Report.add(section(few, many));
    }
  }

  private String sources(Topics topics) throws Exception {
    String sources = Topics.name("idle") + ".";
    for (int from = 0; from < PIPELINES; from += 500) {
      topics
          .admin()
          .createTopics(
              IntStream.range(from, Math.min(PIPELINES, from + 500))
                  .mapToObj(i -> new NewTopic(sources + i, 1, (short) 1))
                  .toList())
          .all()
          .get(120, TimeUnit.SECONDS);
    }
    topics.send(
        IntStream.range(0, PIPELINES)
            .mapToObj(i -> new ProducerRecord<>(sources + i, Orders.key(i), Orders.SMALL.value(i)))
            .toList());
    return sources;
  }

  /** All three in turns: they share the broker, and the machine's moods. */
  private Map<String, Resting> rest(
      LocalBroker broker, Topics topics, String sources, int count, int turns) {
    Map<String, Resting> started = new LinkedHashMap<>();
    try {
      for (String name : List.of(PAIRS, PAIRS_AGAIN, SLUICE)) {
        String target = topics.create("idle-to", 1);
        List<String> command =
            name.equals(SLUICE)
                ? sluice(broker, sources, count, target)
                : pairs(broker, sources, count, target);
        Idle idle = new Idle(command, directory.resolve(target + ".out"));
        started.put(name, new Resting(idle));
        idle.awaitCopied(topics, target, count);
        idle.collect();
        idle.stop();
      }
      for (int turn = 0; turn < turns; turn++) {
        started.values().forEach(Resting::turn);
      }
      started.values().forEach(Resting::weigh);
      return started;
    } finally {
      started.values().forEach(resting -> resting.idle.close());
    }
  }

  private static void pause(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  private static List<String> pairs(LocalBroker broker, String sources, int count, String target) {
    return Arms.java(
        JVM,
        "-cp",
        Arms.classPath(),
        BarePairs.class.getName(),
        broker.bootstrapServers(),
        sources,
        Integer.toString(count),
        target);
  }

  private List<String> sluice(LocalBroker broker, String sources, int count, String target) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: sluice/v1
            kind: Connection
            name: bench
            kafka: {bootstrapServers: "%s"}
            """
                .formatted(broker.bootstrapServers()));
    for (int i = 0; i < count; i++) {
      yaml.append(
          """
          ---
          apiVersion: sluice/v1
          kind: Pipeline
          name: %1$s.%2$d
          sync: full+incremental
          source: {connection: bench, topics: ["%3$s%2$d"]}
          target: {connection: bench, topic: %1$s}
          """
              .formatted(target, i, sources));
    }
    Path file = Arms.write(directory.resolve(target + ".yaml"), yaml.toString());
    return Arms.run(JVM, file);
  }

  private static Section section(Map<String, Resting> few, Map<String, Resting> many) {
    Section section =
        Section.of(
            "40-idle",
            "%,d idle pipelines in one process".formatted(PIPELINES),
            List.of(
                "Each reads a topic of its own, has copied one record, and rests; so do pairs of a consumer and a producer, twice. They take %d turns of a minute each, of which the first %d s more are left out, and all but one are stopped. CPU is the median of the turns. Memory is what is resident behind a collection, beyond what %d of them take, each. JVM: `%s`."
                    .formatted(TURNS, WAKING.toSeconds(), FEW, String.join(" ", JVM))),
            "what",
            "resident MB",
            "MB each",
            "CPU ms a minute, each",
            "turns",
            "threads each",
            "busiest thread, ms a minute",
            "its name");
    many.forEach((name, rest) ->
        section.row(
            name,
            rest.resident,
            each(few, many, name),
            rest.median() / PIPELINES,
            Ratios.range(rest.cpu.stream().map(cpu -> cpu / PIPELINES).toList()),
            rest.threads / (double) PIPELINES,
            rest.busiest.getValue().toMillis(),
            rest.busiest.getKey().replaceAll(".*\\((.*)\\)", "$1")));
    Resting ours = many.get(SLUICE);
    double first = many.get(PAIRS).median();
    double again = many.get(PAIRS_AGAIN).median();
    double noise = Math.max(first, again) / Math.min(first, again);
    section.bar(
        Bar.atMost(
            "MB each beyond a bare pair", 0.3, each(few, many, SLUICE) - each(few, many, PAIRS)));
    section.bar(
        Bar.atMost(
            "CPU at rest to the mean of the bare pairs (which differ by %.2f from each other)"
                .formatted(noise),
            noise,
            ours.median() / ((first + again) / 2)));
    section.bar(
        Bar.atMost(
            "the busiest thread, % of a processor",
            1, ours.busiest.getValue().toMillis() * 100.0 / TURN.toMillis()));
    return section;
  }

  private static double each(Map<String, Resting> few, Map<String, Resting> many, String name) {
    return (many.get(name).resident - few.get(name).resident) / (PIPELINES - FEW);
  }
}
