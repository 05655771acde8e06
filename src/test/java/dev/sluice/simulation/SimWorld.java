package dev.sluice.simulation;

import dev.sluice.checkpoint.memory.MemoryStore;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Launcher;
import dev.sluice.runtime.PipelinePlan;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import dev.sluice.runtime.RunClock;
import dev.sluice.sync.Rules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything around the simulated runners, and the runners. */
final class SimWorld {
  private static final long EPOCH = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private final Random random;
  private final Scheduler scheduler;
  private final SimCluster cluster;
  private final SimGroup group;
  private final MemoryStore kept = new MemoryStore();
  private final Judge judge = new Judge(this);
  private final Rules rules;
  private final List<SimWriter> writers = new ArrayList<>();
  private final Map<String, PipelineRun> runs = new HashMap<>();
  private final Map<String, PipelineResult> results = new HashMap<>();
  private final Map<String, Long> stoppedUntil = new HashMap<>();
  private final Set<Long> poison = new HashSet<>();
  private final SimTransactions transactions = new SimTransactions(this);
  private final Kind kind;
  private final @Nullable Mutant mutant;
  private double faultRate;
  private long awayUntil;
  private boolean slow;
  private int numbers;
  private int processes;

  SimWorld(long seed, int partitions, Rules rules, Kind kind, @Nullable Mutant mutant) {
    this.random = new Random(seed);
    this.scheduler = new Scheduler(random);
    this.cluster = new SimCluster(partitions);
    this.kind = kind;
    this.mutant = mutant;
    this.group = new SimGroup(random, cluster, kind == Kind.SLOTS);
    this.rules = rules;
  }

  Random random() {
    return random;
  }

  SimCluster cluster() {
    return cluster;
  }

  SimGroup group() {
    return group;
  }

  Kind kind() {
    return kind;
  }

  /** Whether this is broken on purpose. */
  boolean is(Mutant broken) {
    return mutant == broken;
  }

  SimTransactions transactions() {
    return transactions;
  }

  MemoryStore kept() {
    return kept;
  }

  Judge judge() {
    return judge;
  }

  Rules rules() {
    return rules;
  }

  List<SimWriter> writers() {
    return writers;
  }

  Set<Long> poison() {
    return poison;
  }

  Map<String, PipelineRun> runs() {
    return runs;
  }

  Map<String, PipelineResult> results() {
    return results;
  }

  int nextNumber() {
    return numbers++;
  }

  long now() {
    return scheduler.now();
  }

  long latency() {
    return 100_000 + random.nextLong(20_000_000);
  }

  /** The calls' own faults from now on: how likely each call is to fail. */
  void faults(double rate) {
    faultRate = rate;
  }

  /** A call into the world: others may run before it. */
  void call() {
    scheduler.yield();
  }

  void callThatMayFail(String doing) {
    call();
    if (random.nextDouble() < faultRate) {
      throw new RetryableException(
          new Trouble(ProblemCode.UNREACHABLE, doing + " failed", null), null);
    }
  }

  void sleep(long until) {
    scheduler.sleepUntil(until);
  }

  /** Whether the process that calls is dead: then nothing it does has an effect. */
  boolean dead() {
    return scheduler.currentKilled();
  }

  void produce(int most) {
    for (SimLog log : cluster.logs().values()) {
      for (int i = random.nextInt(most + 1); i > 0; i--) {
        log.append(
            (log.topicId() + "/" + log.end()).getBytes(StandardCharsets.UTF_8),
            random.nextInt(6) == 0);
      }
    }
  }

  /** Starts a runner. */
  String start(PipelinePlan plan) {
    String process = "p" + processes++;
    Random own = new Random(random.nextLong());
    Launcher launcher =
        (name, task) -> {
          Scheduler.Task launched = scheduler.launch(process, task);
          return () -> {
            while (!launched.done()) {
              scheduler.sleepUntil(scheduler.now() + 1_000_000);
            }
          };
        };
    PipelineRun run =
        new PipelineRun(
            plan,
            events -> new SimStages(this, process),
            new PipelineRun.World(clock(), launcher, own, event -> bug(event)));
    runs.put(process, run);
    scheduler.launch(process, () -> results.put(process, run.run()));
    return process;
  }

  private static void bug(dev.sluice.runtime.RunEvent event) {
    if (event instanceof dev.sluice.runtime.RunEvent.Bug bug) {
      throw new AssertionError("a bug", bug.error());
    }
  }

  private RunClock clock() {
    return new RunClock() {
      @Override
      public Instant now() {
        return Instant.ofEpochMilli(EPOCH + scheduler.now() / 1_000_000);
      }

      @Override
      public long nanos() {
        return scheduler.now();
      }

      @Override
      public void sleep(Duration duration) {
        scheduler.sleepUntil(scheduler.now() + duration.toNanos());
      }
    };
  }

  void kill(String process) {
    scheduler.kill(process);
    List.copyOf(writers).stream()
        .filter(writer -> writer.process().equals(process))
        .forEach(writer -> {
          writer.crash();
          writers.remove(writer);
        });
    runs.remove(process);
  }

  /** SIGSTOP for a while. */
  void suspend(String process, Duration time) {
    long until = now() + time.toNanos();
    stoppedUntil.put(process, until);
    scheduler.stop(process, until);
    writers.stream()
        .filter(writer -> writer.process().equals(process))
        .forEach(writer -> writer.hold(until));
  }

  void targetAway(Duration time) {
    awayUntil = now() + time.toNanos();
  }

  /** From now on the target takes one record in a while. */
  void targetSlow() {
    slow = true;
  }

  /** How long the target needs for a record. */
  long taking() {
    return slow ? 200_000_000L + random.nextLong(300_000_000L) : latency();
  }

  boolean alive(String process) {
    return scheduler.alive(process);
  }

  long steps() {
    return scheduler.steps();
  }

  /** One step of somebody, and what the world does by itself; then the invariants. */
  boolean step() {
    boolean going = scheduler.step();
    boolean away = now() < awayUntil;
    for (SimWriter writer : List.copyOf(writers)) {
      if (stoppedUntil.getOrDefault(writer.process(), 0L) <= now()) {
        writer.deliver(now(), away);
      }
    }
    transactions.expire(now());
    group.expire(
        now(),
        member ->
            !scheduler.alive(member.process())
                || stoppedUntil.getOrDefault(member.process(), 0L) > now());
    if (!going || scheduler.steps() % 50 == 0) {
      runs.values().forEach(run -> judge.balanced(run.status().books()));
    }
    return going;
  }

  void end() {
    scheduler.killAll();
  }
}
