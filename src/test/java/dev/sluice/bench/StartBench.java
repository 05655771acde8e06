package dev.sluice.bench;

import dev.sluice.quickstart.LocalBroker;
import dev.sluice.testkit.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each verb takes from its start to its end, beside a JVM that does nothing. */
class StartBench {
  private static final int RUNS = 5;

  @TempDir private Path directory;

  private record Run(double milliseconds, int exit) {}

  @Test
  void verbs() throws Exception {
    Section section =
        Section.of(
            "50-start",
            "Start-up of each verb",
            List.of(
                "The packaged application as a checkout starts it (`%s`), median of %d runs, from the start of the process to its end, and its ratio to a JVM that ends at once. The image starts in a third of this: see native/compare-start."
                    .formatted(String.join(" ", Tuning.JVM), RUNS)),
            "verb",
            "ms",
            "to `java -version`");
    try (LocalBroker broker = Loaded.broker();
        Topics topics = new Topics(broker.bootstrapServers())) {
      String source = Loaded.topic(topics, Orders.SMALL, 4, 1_000);
      String file = pipeline(broker, source, topics.create("start", 4)).toString();
      double nothing = median(List.of(Arms.javaProgram(), "-version"));
      section.row("(java -version)", nothing, 1);
      for (Map.Entry<String, List<String>> verb : verbs(file).entrySet()) {
        List<String> command = new ArrayList<>(Arms.java(Tuning.JVM, "-jar", Arms.application()));
        command.addAll(verb.getValue());
        double taken = median(command);
        section.row(verb.getKey(), taken, taken / nothing);
      }
    }
    Report.add(section);
  }

  private static Map<String, List<String>> verbs(String file) {
    Map<String, List<String>> verbs = new LinkedHashMap<>();
    verbs.put("--help", List.of("--help"));
    verbs.put("validate", List.of("validate", file));
    verbs.put("graph", List.of("graph", file));
    verbs.put("plan", List.of("plan", file));
    verbs.put("check", List.of("check", file));
    verbs.put("preview", List.of("preview", file));
    verbs.put("run, 1,000 records, full", List.of("run", file));
    verbs.put("offsets show", List.of("offsets", "show", file));
    verbs.put("verify", List.of("verify", file));
    return verbs;
  }

  private Path pipeline(LocalBroker broker, String source, String target) {
    return Arms.write(
        directory.resolve("start.yaml"),
        """
        apiVersion: sluice/v1
        kind: Pipeline
        name: start
        sync: full
        source: {connection: {kafka: {bootstrapServers: "%1$s"}}, topics: [%2$s]}
        target: {connection: {kafka: {bootstrapServers: "%1$s"}}, topic: %3$s}
        """
            .formatted(broker.bootstrapServers(), source, target));
  }

  private double median(List<String> command) throws InterruptedException {
    List<Double> taken = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      Run ran = run(command);
      if (ran.exit() != 0) {
        throw new IllegalStateException("exit " + ran.exit() + " of " + command);
      }
      taken.add(ran.milliseconds());
    }
    return Ratios.median(taken);
  }

  private Run run(List<String> command) throws InterruptedException {
    long start = System.nanoTime();
    Process process = Arms.start(command, directory.resolve("start.out"));
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("does not end: " + command);
    }
    return new Run((System.nanoTime() - start) / 1e6, process.exitValue());
  }
}
