package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.cli.Command;
import dev.sluice.quickstart.LocalBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A copy of numbered records by real processes, and all that can go wrong with them meanwhile, in
 * an order that a seed decides.
 */
public final class Drill implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration BEYOND_THE_SESSION = Duration.ofSeconds(4);
  private static final int PARTITIONS = 4;
  private static final int MOST_RUNNERS = 3;

  /** What goes wrong. */
  public enum Fault {
    /** SIGKILL. */
    KILLED,
    /** SIGSTOP for longer than the session, and SIGCONT: a zombie. */
    STOPPED_AND_CONTINUED,
    /** Another runner beside those that run. */
    STARTED_BESIDE,
    /** SIGTERM. */
    TERMINATED,
    /** The target's broker is killed, and started again. */
    BROKER_KILLED,
    /** All connections to the target's broker are cut. */
    CONNECTIONS_CUT,
    /** The target's broker answers slowly for a while. */
    CONNECTIONS_SLOWED,
    /** The target's topic takes small batches alone for a while. */
    TARGET_LIMITED,
    /** The target's broker takes little a second from the runners for a while. */
    TARGET_THROTTLED
  }

  /**
   * What is copied.
   *
   * @param records at most
   * @param pause between 500 of them
   */
  public record Load(int records, Duration pause) {}

  /**
   * How it is copied.
   *
   * @param further keys of the store, such as {@code , url: ...}
   * @param twoClusters whether the target is on a cluster of its own
   */
  public record Kind(String delivery, String store, String further, boolean twoClusters) {
    @Override
    public String toString() {
      return delivery + " with " + store + (twoClusters ? ", two clusters" : ", one cluster");
    }
  }

  private final Random random;
  private final Load load;
  private final Kind kind;
  private final Path directory;
  private final Runners runners;
  private final TcpProxy proxy = new TcpProxy();
  private final LocalBroker near;
  private final LocalBroker far;
  private final Topics sources;
  private final Topics targets;
  private final String source;
  private final String target;
  private final Path pipeline;
  private final List<Runner> running = new ArrayList<>();
  private final Map<Fault, Integer> injected = new EnumMap<>(Fault.class);
  private final AtomicInteger written = new AtomicInteger();
  private final AtomicBoolean writing = new AtomicBoolean(true);

  /** Starts brokers. */
  public Drill(long seed, Load load, Kind kind, Path directory, Runners runners) {
    this.random = new Random(seed);
    this.load = load;
    this.kind = kind;
    this.directory = directory;
    this.runners = runners;
    Map<String, String> sessions =
        Map.of(
            "group.consumer.session.timeout.ms", "2000",
            "group.consumer.heartbeat.interval.ms", "200");
    far = TestBroker.behind(proxy, sessions);
    near = kind.twoClusters() ? TestBroker.process(sessions) : far;
    Topics.prepare(far.bootstrapServers());
    sources = new Topics(near.bootstrapServers());
    targets = new Topics(far.bootstrapServers());
    source = sources.create("source", PARTITIONS);
    target = targets.create("target", PARTITIONS);
    pipeline = pipeline();
  }

  private Path pipeline() {
    String proxied = far.bootstrapServers(TestBroker.PROXIED);
    try {
      return Files.writeString(
          directory.resolve("pipeline.yaml"),
          """
          apiVersion: sluice/v1
          kind: Pipeline
          name: %1$s
          sync: full+incremental
          delivery: %2$s
          source:
            connection: {kafka: {bootstrapServers: "%3$s"}}
            topics: [%1$s]
            properties: {session.timeout.ms: "2000", heartbeat.interval.ms: "200"}
          target: {connection: {kafka: {bootstrapServers: "%4$s"}}, topic: %5$s, partition: same}
          checkpoint: {store: %6$s, interval: 300ms}
          """
              .formatted(
                  source,
                  kind.delivery(),
                  kind.twoClusters() ? near.bootstrapServers() : proxied,
                  proxied,
                  target,
                  kind.store() + kind.further()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("writing the pipeline", e);
    }
  }

  /**
   * Injects faults, waits for everything to arrive, and judges.
   *
   * @param faults how many
   */
  public Copy run(int faults) throws InterruptedException {
    Thread writer = Thread.ofPlatform().start(this::write);
    start();
    awaitProgress();
    for (int i = 0; i < faults; i++) {
      inject(Fault.values()[i < Fault.values().length ? i : random.nextInt(Fault.values().length)]);
      if (running.isEmpty()) {
        start();
      }
      awaitProgress();
    }
    writing.set(false);
    writer.join();
    awaitAll();
    for (Runner runner : running) {
      awaitWord(runner);
      runner.signal("TERM");
    }
    for (Runner runner : running) {
      assertThat(runner.await()).isZero();
    }
    Copy copy = judge();
    agree(copy);
    System.out.println(
        kind
            + ": "
            + injected
            + "; "
            + written.get()
            + " records, "
            + copy.missing().size()
            + " missing, "
            + copy.repeats()
            + " repeated, "
            + copy.disorder().size()
            + " out of order");
    return copy;
  }

  /** The command that users have says the same. */
  private void agree(Copy copy) {
    Command verify = Command.run(Map.of(), "verify", pipeline.toString());
    assertThat(verify.exit()).as(verify.all()).isEqualTo(copy.repeats() == 0 ? 0 : 1);
    assertThat(verify.out())
        .startsWith(
            source
                + " -> target: "
                + written.get()
                + " expected, "
                + (written.get() - copy.missing().size())
                + " found; "
                + (copy.repeats() == 0
                    ? "nothing lost"
                    : copy.missing().size()
                        + " lost, "
                        + copy.repeats()
                        + " repeated, 0 reordered"));
  }

  /** A bounded stream of records, in pieces; a broker that is away holds it up. */
  private void write() {
    while (writing.get() && written.get() < load.records()) {
      int from = written.get();
      int count = Math.min(500, load.records() - from);
      sources.sendInTurn(source, PARTITIONS, from, count);
      written.addAndGet(count);
      LockSupport.parkNanos(load.pause().toNanos());
    }
  }

  private void start() {
    running.add(runners.start(directory, Map.of(), "run", pipeline.toString()));
  }

  private Runner any() {
    return running.get(random.nextInt(running.size()));
  }

  private void inject(Fault fault) {
    injected.merge(fault, 1, Integer::sum);
    switch (fault) {
      case KILLED -> {
        Runner runner = any();
        runner.kill();
        running.remove(runner);
        start();
      }
      case STOPPED_AND_CONTINUED -> {
        Runner runner = any();
        if (running.size() < 2) {
          start();
        }
        runner.signal("STOP");
        awaitSessionsEnd();
        runner.signal("CONT");
      }
      case STARTED_BESIDE -> {
        if (running.size() < MOST_RUNNERS) {
          start();
        }
      }
      case TERMINATED -> {
        Runner runner = any();
        awaitWord(runner);
        runner.signal("TERM");
        assertThat(runner.await()).isZero();
        running.remove(runner);
      }
      case BROKER_KILLED -> {
        far.kill();
        far.start();
      }
      case CONNECTIONS_CUT -> proxy.cut();
      case CONNECTIONS_SLOWED -> {
        proxy.slow(Duration.ofMillis(random.nextInt(100)));
        awaitProgress();
        proxy.slow(Duration.ZERO);
      }
      case TARGET_LIMITED -> {
        targets.set(target, "max.message.bytes", Integer.toString(500 + random.nextInt(1_000)));
        awaitProgress();
        targets.set(target, "max.message.bytes", Integer.toString(1 << 20));
      }
      case TARGET_THROTTLED -> {
        throttle(5_000.0 + random.nextInt(50_000));
        awaitProgress();
        throttle(null);
      }
    }
  }

  /** The runners alone, whatever the delivery. */
  private void throttle(@Nullable Double bytes) {
    targets.quota("sluice." + source + "-0", bytes);
    targets.quota("sluice." + source + "-0-target", bytes);
  }

  /** Before its first word a process does not listen to signals yet. */
  private static void awaitWord(Runner runner) {
    await().atMost(PATIENCE).until(() -> !runner.err().isEmpty());
  }

  /** A session ends by time alone: nothing else tells that it is over for who is stopped. */
  private static void awaitSessionsEnd() {
    long until = System.nanoTime() + BEYOND_THE_SESSION.toNanos();
    await().pollInterval(Duration.ofMillis(100)).until(() -> System.nanoTime() - until > 0);
  }

  private long seen() {
    return IntStream.range(0, PARTITIONS).mapToLong(p -> targets.committedEnd(target, p)).sum();
  }

  private void awaitProgress() {
    long before = seen();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> seen() > before || isAllThere());
  }

  /** Then there is nothing to come. */
  private boolean isAllThere() {
    return written.get() == load.records() && judge().missing().isEmpty();
  }

  private void awaitAll() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> judge().missing().isEmpty());
  }

  private Copy judge() {
    return Copy.judge(targets.all(target), written.get(), PARTITIONS);
  }

  @Override
  public void close() {
    writing.set(false);
    sources.close();
    targets.close();
    far.close();
    if (kind.twoClusters()) {
      near.close();
    }
    proxy.close();
  }
}
