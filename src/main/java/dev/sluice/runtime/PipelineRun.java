package dev.sluice.runtime;

import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.OpenTransaction;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.RetryableException;
import dev.sluice.stage.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
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
  private volatile @Nullable PipelineResult result;
  private final Pulse pulse;

  /**
   * What is around all pipelines of a process.
   *
   * @param random for jitter and for owners' tokens
   * @param openings who may start at a time
   */
  public record World(
      RunClock clock,
      Launcher launcher,
      RandomGenerator random,
      RunEvent.Sink events,
      Openings openings) {
    /** Nobody has started yet. */
    public World(RunClock clock, Launcher launcher, RandomGenerator random, RunEvent.Sink events) {
      this(clock, launcher, random, events, new Openings());
    }
  }

  /** Not begun yet. */
  public PipelineRun(PipelinePlan plan, Stages.Factory factory, World world) {
    this.plan = plan;
    this.factory = factory;
    this.world = world;
    this.pulse = new Pulse(world.clock());
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

  /** Runs until it has ended; does not throw. */
  public PipelineResult run() {
    long start = world.clock().nanos();
    Ending ending;
    try {
      ending = ending();
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      // be it that telling of a mistake was one
      ending = Ending.unforeseen(e);
    }
    PipelineResult came =
        PipelineResult.of(plan, ending, status(), Duration.ofNanos(world.clock().nanos() - start));
    result = came;
    try {
      world.events().accept(new RunEvent.Ended(plan.name(), ending));
    } catch (RuntimeException e) {
      // who listens must not throw; the result says the same
    }
    return came;
  }

  private Ending ending() {
    try {
      return opened();
    } catch (FatalException e) {
      return new Ending.Failed(e.trouble());
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      return Ending.unforeseen(plan.name(), e, world.events());
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
      pulse.beat();
      try {
        Stages stages = stages();
        Checkpoint checkpoint = established(stages);
        if (checkpoint == null) {
          break;
        }
        bounds = checkpoint.bounds();
        List<Lane> made = lanes(stages);
        connecting = false;
        if (backoff.failing()) {
          world.events().accept(new RunEvent.Recovered(plan.name(), plan.name()));
        }
        return run(made);
      } catch (RetryableException e) {
        Duration limit = plan.retryFor();
        if (limit != null && world.clock().nanos() - since > limit.toNanos()) {
          return new Ending.Failed(e.trouble());
        }
        Duration pause = backoff.next();
        world.events().accept(new RunEvent.Retrying(plan.name(), plan.name(), e.trouble(), pause));
        waitOut(pause);
      }
    }
    return new Ending.Stopped();
  }

  /** Once it is its turn; null where it is told to stop before. */
  private @Nullable Checkpoint established(Stages stages) {
    String cluster = stages.sources().getFirst().cluster();
    while (!world.openings().begins(cluster)) {
      if (control.stopping()) {
        return null;
      }
      pulse.beat();
      world.clock().sleep(Duration.ofMillis(world.random().nextInt(50, 500)));
    }
    try {
      return new FirstStart(plan, stages, world.clock(), world.events()).establish();
    } finally {
      world.openings().over(cluster);
    }
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
                    new Pulse(world.clock()),
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
      pulse.beat();
      world.clock().sleep(Duration.ofMillis(100));
    }
  }

  /** How it stands, over all lanes. */
  public LaneStatus status() {
    return LaneStatus.together(lanes.stream().map(Lane::status).toList());
  }

  /** Whether it has not come as far as reading. */
  public boolean connecting() {
    return connecting;
  }

  /** How it ended; null while it runs. */
  public @Nullable PipelineResult result() {
    return result;
  }

  /** Whether it was told to end. */
  public boolean stopping() {
    return control.stopping();
  }

  /**
   * For how long a thread of it, the worst one, has shown no sign of going on. Waiting for a
   * cluster is going on; the longest that a healthy thread is silent are time-outs of the clients.
   */
  public Duration silence() {
    return connecting ? pulse.silence() : worst(Lane::silence);
  }

  /** How long ago all that was read had been settled and saved, in the lane that is worst off. */
  public Duration checkpointAge() {
    return connecting ? Duration.ZERO : worst(Lane::unsettled);
  }

  private Duration worst(Function<Lane, Duration> of) {
    return lanes.stream().map(of).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  /**
   * What there is to read: the logs of some partitions, up to the bounds of a full sync. Asks the
   * source: not for the lanes' threads.
   *
   * @param age how old the source's answer may be
   * @throws RetryableException where the source does not say
   * @throws FatalException likewise
   */
  public Map<Partition, LogRange> logs(Set<Partition> partitions, Duration age) {
    Map<Partition, LogRange> logs = new HashMap<>();
    if (partitions.isEmpty()) {
      return logs;
    }
    for (Source source : sources()) {
      logs.putAll(source.glance(topics(source, partitions), age));
    }
    Bounds captured = bounds;
    if (captured != null) {
      captured
          .ends()
          .forEach((partition, bound) ->
              logs.computeIfPresent(partition, (_, log) -> log.within(bound)));
    }
    logs.keySet().retainAll(partitions);
    return logs;
  }

  /**
   * The transactions that hold reading up in some partitions. Asks the source, as {@link #logs}.
   */
  public Map<Partition, OpenTransaction> openTransactions(Set<Partition> partitions) {
    Map<Partition, OpenTransaction> open = new HashMap<>();
    for (Source source : sources()) {
      open.putAll(
          source.openTransactions(
              partitions.stream()
                  .filter(partition -> partition.cluster().equals(source.cluster()))
                  .toList()));
    }
    return open;
  }

  /** How long topics keep a record, where the sources say so. Asks the source, as {@link #logs}. */
  public Map<String, Duration> retention(Set<Partition> partitions) {
    Map<String, Duration> retention = new HashMap<>();
    sources().forEach(source -> retention.putAll(source.retention(topics(source, partitions))));
    return retention;
  }

  private List<Source> sources() {
    Stages stages = open;
    return stages == null ? List.of() : stages.sources();
  }

  private static Set<String> topics(Source source, Set<Partition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.cluster().equals(source.cluster()))
        .map(Partition::topic)
        .collect(Collectors.toSet());
  }
}
