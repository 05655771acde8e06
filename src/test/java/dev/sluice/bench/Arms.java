package dev.sluice.bench;

import dev.sluice.bench.Arm.Launched;
import dev.sluice.bench.Arm.Work;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is measured against each other. */
final class Arms {
  static final String BARE = "bare loop";
  static final String BARE_AGAIN = "bare loop again (A/A)";
  static final String HAND = "bare loop, filter by hand";
  static final String RAW = "Sluice, raw";
  static final String JSON = "Sluice, JSON check";
  static final String WHERE = "Sluice, where";
  static final String MASK = "Sluice, where and mask";
  static final String EIGHT = "Sluice, 8 filters";
  static final String FAN_OUT = "Sluice, 3 targets";
  static final String EXACTLY_ONCE = "Sluice, exactly_once";
  static final String EXACTLY_ONCE_GROUP = "Sluice, exactly_once, kafka_group";
  static final String SMALL_HEAP = "Sluice, raw, -Xmx128m";
  static final String DEFAULTS = "Sluice, raw, saves as by default";
  static final String SPREAD = "Sluice, raw, by key";
  static final String STREAMS = "Kafka Streams, filter";
  static final String MIRROR_MAKER = "MirrorMaker 2";
  static final String CONNECT_COPY = "Redpanda Connect, copy";
  static final String CONNECT_WHERE = "Redpanda Connect, mapping";

  /** Where others count no records, Sluice does not either. */
  private static final String SAVES = ", interval: " + Tuning.INTERVAL + "ms, records: 100000000";

  private static final String WHERE_FILTER = "  - where: '" + Orders.CONDITION + "'\n";
  private static final String MASK_FILTER =
      "  - mask: {fields: [value.customer.email], with: sha256}\n";
  private static final String SIX_FILTERS =
      """
        - drop: [value.note]
        - set: {value.source: topic}
        - rename: {value.total: amount}
        - headers: {region: value.customer.region}
        - where: has(value.amount) && value.amount >= 0
        - key: value.customer.email
      """;

  private Arms() {}

  /** Every one that can be run here. */
  private static List<Arm> all() {
    List<Arm> arms =
        new ArrayList<>(
            List.of(
                bare(BARE, false),
                sluice(RAW, "raw", "at_least_once", ""),
                new Arm(
                    SMALL_HEAP,
                    1,
                    work -> sluice(work, List.of("-XX:+UseSerialGC", "-Xmx128m"), plain(work))),
                new Arm(
                    DEFAULTS, 1, work -> sluice(work, Tuning.JVM, plain(work).replace(SAVES, ""))),
                sluice(JSON, "json", "at_least_once", ""),
                bare(HAND, true),
                sluice(WHERE, "json", "at_least_once", WHERE_FILTER),
                bare(BARE_AGAIN, false),
                sluice(MASK, "json", "at_least_once", WHERE_FILTER + MASK_FILTER),
                sluice(EIGHT, "json", "at_least_once", WHERE_FILTER + MASK_FILTER + SIX_FILTERS),
                fanOut(),
                new Arm(STREAMS, Orders.PAID, Arms::streams),
                new Arm(MIRROR_MAKER, 1, MirrorMaker::launched),
                sluice(EXACTLY_ONCE, "raw", "exactly_once", ""),
                new Arm(
                    EXACTLY_ONCE_GROUP,
                    1,
                    work ->
                        sluice(
                            work,
                            Tuning.JVM,
                            pipeline(work, "raw", "exactly_once", "")
                                .replace(
                                    "store: kafka_topic, connection: bench",
                                    "store: kafka_group")))));
    RedpandaConnect.found()
        .ifPresent(program -> {
          arms.add(new Arm(CONNECT_COPY, 1, work -> program.launched(work, false)));
          arms.add(new Arm(CONNECT_WHERE, Orders.PAID, work -> program.launched(work, true)));
        });
    return arms;
  }

  /**
   * Those that take turns with each other: few, so that none is stopped for long, and each with
   * what it is compared to.
   */
  static List<List<Arm>> groups() {
    return Stream.of(
            List.of(BARE, RAW, JSON, HAND, WHERE, BARE_AGAIN),
            List.of(BARE, MASK, EIGHT, FAN_OUT),
            List.of(BARE, RAW, WHERE, STREAMS, MIRROR_MAKER, CONNECT_COPY, CONNECT_WHERE),
            List.of(BARE, RAW, DEFAULTS, SMALL_HEAP, EXACTLY_ONCE, EXACTLY_ONCE_GROUP))
        .map(names -> names.stream().map(Arms::named).flatMap(Optional::stream).toList())
        .toList();
  }

  /** The one of a name, where it can be run here. */
  static Optional<Arm> named(String name) {
    return Stream.concat(all().stream(), Stream.of(spread()))
        .filter(arm -> arm.name().equals(name))
        .findFirst();
  }

  /** Into a target with other partitions. */
  private static Arm spread() {
    return new Arm(
        SPREAD,
        1,
        work ->
            sluice(work, Tuning.JVM, plain(work).replace("partition: same", "partition: by_key")));
  }

  private static Arm bare(String name, boolean filter) {
    return new Arm(
        name,
        filter ? Orders.PAID : 1,
        work ->
            new Launched(
                java(
                    Tuning.JVM,
                    "-cp",
                    classPath(),
                    BareLoop.class.getName(),
                    work.bootstrapServers(),
                    work.source(),
                    work.target(),
                    Integer.toString(work.partitions()),
                    filter ? "filter" : "copy"),
                List.of(work.target())));
  }

  private static Launched streams(Work work) {
    return new Launched(
        java(
            Tuning.JVM,
            "-cp",
            classPath(),
            StreamsFilter.class.getName(),
            work.bootstrapServers(),
            work.source(),
            work.target(),
            work.directory().resolve("streams").toString()),
        List.of(work.target()));
  }

  private static Arm sluice(String name, String format, String delivery, String filters) {
    return new Arm(
        name,
        filters.isEmpty() ? 1 : Orders.PAID,
        work -> sluice(work, Tuning.JVM, pipeline(work, format, delivery, filters)));
  }

  private static String plain(Work work) {
    return pipeline(work, "raw", "at_least_once", "");
  }

  private static Arm fanOut() {
    return new Arm(
        FAN_OUT,
        3,
        work -> {
          List<String> written =
              Stream.of("-a", "-b", "-c").map(each -> work.target() + each).toList();
          StringBuilder targets = new StringBuilder("targets:\n");
          written.forEach(topic ->
              targets.append(
                  "  %s: {from: in, connection: bench, topic: %s, partition: same}\n"
                      .formatted("t" + written.indexOf(topic), topic)));
          String yaml =
              head(work, "at_least_once")
                  + "sources:\n  in: {connection: bench, topics: [%s], format: raw}\n"
                      .formatted(work.source())
                  + targets;
          return new Launched(sluice(work, Tuning.JVM, yaml).command(), written);
        });
  }

  private static String pipeline(Work work, String format, String delivery, String filters) {
    return head(work, delivery)
        + "source: {connection: bench, topics: [%s], format: %s}\n".formatted(work.source(), format)
        + (filters.isEmpty() ? "" : "filters:\n" + filters)
        + "target: {connection: bench, topic: %s, partition: same}\n".formatted(work.target());
  }

  private static String head(Work work, String delivery) {
    return """
    apiVersion: sluice/v1
    kind: Connection
    name: bench
    kafka: {bootstrapServers: "%s"}
    ---
    apiVersion: sluice/v1
    kind: Pipeline
    name: %s
    sync: full+incremental
    delivery: %s
    checkpoint: {store: kafka_topic, connection: bench%s}
    """
        .formatted(work.bootstrapServers(), work.target(), delivery, SAVES);
  }

  private static Launched sluice(Work work, List<String> jvm, String yaml) {
    Path file = write(work.directory().resolve(work.target() + ".yaml"), yaml);
    return new Launched(run(jvm, file), List.of(work.target()));
  }

  /**
   * The tests' class path without what logs there: it would build every line, of every level.
   * Kafka's clients log to nobody then.
   */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(each -> !each.contains("slf4j-jboss"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The packaged application. */
  static String application() {
    return System.getProperty("sluice.app", "target/quarkus-app/quarkus-run.jar");
  }

  /** The Java that runs this. */
  static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** A JVM with some options. */
  static List<String> java(List<String> options, String... further) {
    List<String> command = new ArrayList<>(List.of(javaProgram()));
    command.addAll(options);
    command.addAll(Arrays.asList(further));
    return command;
  }

  /** Sluice in a JVM with some options, and with those that are to look into it. */
  static List<String> run(List<String> options, Path file) {
    List<String> all = new ArrayList<>(options);
    all.addAll(Tuning.FURTHER);
    return java(all, "-jar", application(), "run", file.toString());
  }

  /** Starts a process that writes all it says to a file. */
  static Process start(List<String> command, Path said) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(said.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + command, e);
    }
  }

  /** Writes a file of an arm. */
  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  /** Settings as lines, each behind a prefix. */
  static String lines(String prefix, Map<String, String> settings) {
    StringBuilder lines = new StringBuilder();
    settings.forEach(
        (name, value) -> lines.append(prefix).append(name).append('=').append(value).append('\n'));
    return lines.toString();
  }
}
