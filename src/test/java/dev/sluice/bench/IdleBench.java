package dev.sluice.bench;

import dev.sluice.bench.Section.Bar;
import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.time.Duration;
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
 * A thousand pipelines that have nothing to do, beside as many bare pairs of clients, twice: what
 * they hold, and what they do at rest. {@code -Dsluice.bench.pipelines} and {@code .idle} (minutes)
 * make it another size.
 */
class IdleBench {
  private static final int PIPELINES = Integer.getInteger("sluice.bench.pipelines", 1_000);
  private static final int MINUTES = Integer.getInteger("sluice.bench.idle", 10);
  private static final int FEW = 10;
  private static final double MEGA = 1 << 20;
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-Xmx3g", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20");

  @TempDir private Path directory;

  /** What was used until a moment, by all threads and by each. */
  private record Used(Duration cpu, Map<String, Duration> threads) {
    static Used by(Idle idle) {
      return new Used(idle.meter().cpu(), idle.meter().threads());
    }
  }

  /** CPU in milliseconds a minute; memory in MB. */
  private record Rest(double cpu, double resident, int threads, double busiest, String name) {
    static Rest of(Used before, Used after, Duration time, double resident) {
      Map<String, Long> each = new HashMap<>();
      after.threads.forEach((thread, cpu) ->
          each.put(
              thread, cpu.minus(before.threads.getOrDefault(thread, Duration.ZERO)).toMillis()));
      var busiest = Collections.max(each.entrySet(), Map.Entry.comparingByValue());
      double minutes = time.toSeconds() / 60.0;
      return new Rest(
          after.cpu.minus(before.cpu).toMillis() / minutes,
          resident,
          each.size(),
          busiest.getValue() / minutes,
          busiest.getKey().replaceAll(".*\\((.*)\\)", "$1"));
    }
  }

  @Test
  void atRest() throws Exception {
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      String sources = sources(topics);
      Map<String, Rest> few = rest(broker, topics, sources, FEW, Duration.ofSeconds(20));
      Map<String, Rest> many =
          rest(broker, topics, sources, PIPELINES, Duration.ofMinutes(MINUTES));
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

  /** All three side by side: they share the broker, and the machine's moods. */
  private Map<String, Rest> rest(
      LocalBroker broker, Topics topics, String sources, int count, Duration time) {
    Map<String, Idle> started = new LinkedHashMap<>();
    try {
      for (String name : List.of("pairs", "pairs again (A/A)", "Sluice")) {
        String target = topics.create("idle-to", 1);
        List<String> command =
            name.equals("Sluice")
                ? sluice(broker, sources, count, target)
                : pairs(broker, sources, count, target);
        Idle idle = new Idle(command, directory.resolve(target + ".out"));
        started.put(name, idle);
        idle.awaitCopied(topics, target, count);
      }
      started.values().forEach(Idle::collect);
      pause(Duration.ofSeconds(20)); // what a start leaves behind is over
      Map<String, Used> before = new HashMap<>();
      started.forEach((name, idle) -> before.put(name, Used.by(idle)));
      pause(time);
      Map<String, Rest> rest = new LinkedHashMap<>();
      started.forEach((name, idle) -> {
        Used after = Used.by(idle);
        idle.collect();
        rest.put(name, Rest.of(before.get(name), after, time, idle.meter().resident() / MEGA));
      });
      return rest;
    } finally {
      started.values().forEach(Idle::close);
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

  private static Section section(Map<String, Rest> few, Map<String, Rest> many) {
    Section section =
        Section.of(
            "40-idle",
            "%,d idle pipelines in one process".formatted(PIPELINES),
            List.of(
                "Each reads a topic of its own, has copied one record, and rests for %d minutes, beside pairs of a consumer and a producer that do the same. Memory is what is resident behind a collection, beyond what %d of them take, each. JVM: `%s`."
                    .formatted(MINUTES, FEW, String.join(" ", JVM))),
            "what",
            "resident MB",
            "MB each",
            "CPU ms a minute, each",
            "threads each",
            "busiest thread, ms a minute",
            "its name");
    many.forEach((name, rest) ->
        section.row(
            name,
            rest.resident(),
            each(few, many, name),
            rest.cpu() / PIPELINES,
            rest.threads() / (double) PIPELINES,
            rest.busiest(),
            rest.name()));
    double pair = each(few, many, "pairs");
    double first = many.get("pairs").cpu();
    double again = many.get("pairs again (A/A)").cpu();
    section.bar(Bar.atMost("MB each beyond a bare pair", 0.3, each(few, many, "Sluice") - pair));
    section.bar(
        Bar.atMost(
            "CPU at rest to the bare pairs; they themselves to each other: "
                + Section.number(Math.max(first, again) / Math.min(first, again)),
            Math.max(first, again) / Math.min(first, again) * 1.05,
            many.get("Sluice").cpu() / ((first + again) / 2)));
    section.bar(
        Bar.atMost("the busiest thread, % of a processor", 1, many.get("Sluice").busiest() / 600));
    return section;
  }

  private static double each(Map<String, Rest> few, Map<String, Rest> many, String name) {
    return (many.get(name).resident() - few.get(name).resident()) / (PIPELINES - FEW);
  }
}
