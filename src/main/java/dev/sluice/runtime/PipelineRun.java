package dev.sluice.runtime;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.RetryableException;
import dev.sluice.stage.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The life of one pipeline in this process: open, first start, lanes, end. Passing faults are
 * retried at every step. {@link #run} belongs to one thread; everything else is for any.
 */
public final class PipelineRun {
  private final PipelinePlan plan;
  private final Stages.Factory factory;
  private final World world;
  private final Control control = new Control();
  private final Map<String, Ending> endings = new ConcurrentHashMap<>();
  private volatile List<Lane> lanes = List.of();
  private volatile @Nullable Stages open;
  private volatile @Nullable Bounds bounds;
  private volatile boolean connecting = true;

  /**
   * What is around all pipelines of a process.
   *
   * @param random for jitter and for owners' tokens
   */
  public record World(
      RunClock clock, Launcher launcher, RandomGenerator random, RunEvent.Sink events) {}

  /** Not begun yet. */
  public PipelineRun(PipelinePlan plan, Stages.Factory factory, World world) {
    this.plan = plan;
    this.factory = factory;
    this.world = world;
  }

  /** What it runs. */
  public PipelinePlan plan() {
    return plan;
  }

  /** Lets it drain, save and end. */
  public void stop() {
    control.stop();
  }

  /** Lets it drain, save and end, if that goes quickly. */
  void hurry() {
    control.hurry();
  }

  /** Runs until it has ended. */
  public PipelineResult run() {
    long start = world.clock().nanos();
    Ending ending = ending();
    LaneStatus status = status();
    return new PipelineResult(
        plan,
        ending,
        status.books(),
        status.retries(),
        Duration.ofNanos(world.clock().nanos() - start));
  }

  private Ending ending() {
    try {
      return opened();
    } catch (FatalException e) {
      return new Ending.Failed(e.trouble());
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      return Ending.bug(plan.name(), e, world.events());
    } finally {
      Stages stages = open;
      if (stages != null) {
        stages.close();
      }
    }
  }

  private Ending opened() {
    Backoff backoff = new Backoff(world.random());
    long since = world.clock().nanos();
    while (!control.stopping()) {
      try {
        Stages stages = stages();
        Checkpoint checkpoint =
            new FirstStart(plan, stages, world.clock(), world.events()).establish();
        bounds = checkpoint.bounds();
        List<Lane> made = lanes(stages);
        connecting = false;
        return run(made);
      } catch (RetryableException e) {
        Duration limit = plan.retryFor();
        if (limit != null && world.clock().nanos() - since > limit.toNanos()) {
          return new Ending.Failed(e.trouble());
        }
        Duration pause = backoff.next();
        world.events().accept(new RunEvent.Retrying(plan.name(), e.trouble(), pause));
        waitOut(pause);
      }
    }
    return new Ending.Stopped();
  }

  private Stages stages() {
    Stages stages = open;
    if (stages == null) {
      stages = factory.open(world.events());
      open = stages;
    }
    return stages;
  }

  private List<Lane> lanes(Stages stages) {
    List<Lane> made = new ArrayList<>();
    Bounds captured = bounds;
    for (Source source : stages.sources()) {
      for (int number = 0; number < plan.lanes(); number++) {
        String name = plan.name() + "-" + made.size();
        made.add(
            new Lane(
                new LaneContext(
                    plan,
                    stages,
                    source,
                    name,
                    number,
                    new UUID(world.random().nextLong(), world.random().nextLong()).toString(),
                    captured == null ? null : captured.capturedAt(),
                    world.clock(),
                    world.random(),
                    control,
                    world.events())));
      }
    }
    return made;
  }

  /** One lane runs on this thread; a lane that fails takes the others with it. */
  private Ending run(List<Lane> made) {
    lanes = List.copyOf(made);
    List<Launcher.Launched> others = new ArrayList<>();
    for (int i = 1; i < made.size(); i++) {
      Lane lane = made.get(i);
      String name = plan.name() + "-" + i;
      others.add(world.launcher().launch(name, () -> ended(name, lane.run())));
    }
    ended(plan.name() + "-0", made.getFirst().run());
    others.forEach(Launcher.Launched::join);
    return endings.values().stream()
        .filter(Ending.Failed.class::isInstance)
        .findFirst()
        .orElseGet(() -> Objects.requireNonNull(endings.get(plan.name() + "-0")));
  }

  private void ended(String lane, Ending ending) {
    endings.put(lane, ending);
    if (ending instanceof Ending.Failed) {
      control.hurry();
    }
  }

  private void waitOut(Duration pause) {
    long until = world.clock().nanos() + pause.toNanos();
    while (until - world.clock().nanos() > 0 && !control.stopping()) {
      world.clock().sleep(Duration.ofMillis(100));
    }
  }

  /** How it stands, over all lanes. */
  public LaneStatus status() {
    Books books = Books.EMPTY;
    long retries = 0;
    boolean retrying = false;
    Map<Partition, Long> next = new HashMap<>();
    for (Lane lane : lanes) {
      LaneStatus status = lane.status();
      books = books.plus(status.books());
      retries += status.retries();
      retrying |= status.retrying();
      next.putAll(status.next());
    }
    return new LaneStatus(retrying, retries, books, next);
  }

  /** Whether it has not come as far as reading. */
  public boolean connecting() {
    return connecting;
  }

  /**
   * How many offsets lie between this process' positions and the ends, or the bounds; -1 where the
   * source does not say. Asks the source: not for the lanes' threads.
   */
  public long lag() {
    Stages stages = open;
    Map<Partition, Long> next = status().next();
    if (stages == null || next.isEmpty()) {
      return -1;
    }
    try {
      Map<Partition, Long> ends = new HashMap<>();
      Set<String> topics = next.keySet().stream().map(Partition::topic).collect(Collectors.toSet());
      for (Source source : stages.sources()) {
        for (Map.Entry<Partition, LogRange> log : source.describe(topics).entrySet()) {
          ends.put(log.getKey(), log.getValue().end());
        }
      }
      Bounds captured = bounds;
      if (captured != null) {
        ends.putAll(captured.ends());
      }
      return next.entrySet().stream()
          .mapToLong(entry ->
              Math.max(0, ends.getOrDefault(entry.getKey(), entry.getValue()) - entry.getValue()))
          .sum();
    } catch (RetryableException | FatalException e) {
      return -1;
    }
  }
}
