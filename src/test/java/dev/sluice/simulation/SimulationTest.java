package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.catalogue.Catalogue;
import dev.sluice.definition.Variables;
import dev.sluice.graph.Graph;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.ProblemCode;
import dev.sluice.review.Validation;
import dev.sluice.runtime.Ending;
import dev.sluice.runtime.PipelinePlan;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.sync.Missing;
import dev.sluice.sync.Recreated;
import dev.sluice.sync.Rules;
import dev.sluice.sync.StartAt;
import dev.sluice.sync.SyncMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Histories of runners that crash, stop, rebalance and fail. {@code -Dsluice.seeds=N} runs more of
 * them, {@code -Dsluice.seed=S} one.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("sluice.seeds", 10_000);
  private static final long MOST_STEPS = 60_000;
  private static final Map<SyncMode, Graph> GRAPHS = new EnumMap<>(SyncMode.class);

  @BeforeAll
  static void graphs(@TempDir Path directory) throws IOException {
    for (SyncMode mode : SyncMode.values()) {
      Path file = directory.resolve("sim.yaml");
      Files.writeString(
          file,
          """
          apiVersion: sluice/v1
          kind: Pipeline
          name: sim
          sync: %s
          source: {connection: {kafka: {bootstrapServers: "sim:1"}}, topics: [t]}
          filters: [{where: offset %% 5 != 3}]
          target: {connection: {kafka: {bootstrapServers: "sim:1"}}, pushError: dead_letter}
          checkpoint: {store: memory}
          deadLetter: {topic: dead}
          """
              .formatted(mode.word()));
      Validation validation =
          Validation.of(List.of(file), new Catalogue(), new Variables(Map.of(), true));
      assertThat(validation.problems()).isEmpty();
      GRAPHS.put(mode, validation.graphs().getFirst());
    }
  }

  /** On a virtual thread: handing over from one to the next is cheap there. */
  @Test
  void invariantsHoldInEveryHistory() throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            histories();
          } catch (Throwable e) {
            failure.set(e);
          }
        })
        .join();
    if (failure.get() != null) {
      throw new AssertionError(failure.get().getMessage(), failure.get());
    }
  }

  private static void histories() {
    Long one = Long.getLong("sluice.seed");
    for (long seed = one == null ? 1 : one; seed <= (one == null ? SEEDS : one); seed++) {
      try {
        new History(seed, null).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + " (-Dsluice.seed=" + seed + "): " + e, e);
      }
    }
  }

  /** What cannot fail shows nothing: with each promise broken on purpose, some history fails. */
  @ParameterizedTest
  @EnumSource(Mutant.class)
  void everyBrokenPromiseIsNoticed(Mutant mutant) throws InterruptedException {
    AtomicReference<Throwable> noticed = new AtomicReference<>();
    Thread.ofVirtual()
        .start(() -> {
          for (long seed = 1; seed <= SEEDS && noticed.get() == null; seed++) {
            try {
              new History(seed, mutant).run();
            } catch (AssertionError | RuntimeException e) {
              noticed.set(e);
              System.out.println(mutant + ": seed " + seed + ": " + rootOf(e).getMessage());
            }
          }
        })
        .join();
    assertThat(noticed.get()).as("%s", mutant).isNotNull();
  }

  private static Throwable rootOf(Throwable e) {
    return e.getCause() == null ? e : rootOf(e.getCause());
  }

  private static PipelinePlan plan(SyncMode mode, int lanes) {
    return new PipelinePlan(GRAPHS.get(mode), lanes, Duration.ofMillis(400), 30, null);
  }

  /** One seed. */
  private static final class History {
    private enum Trouble {
      /** Runners are started and stopped gracefully, and nothing fails. */
      CALM,
      /** Everything that a pipeline must survive. */
      FAULTS,
      /** The topic is deleted and created again. */
      RECREATED,
      /** Retention overtakes the positions. */
      RETENTION,
      /** The target takes two to five records a second: fewer than a transaction may hold. */
      SLOW
    }

    private final Random random;
    private final Kind kind;
    private final SyncMode mode;
    private final Trouble trouble;
    private final Recreated recreated;
    private final SimWorld world;
    private final PipelinePlan plan;
    private boolean harmed;

    History(long seed, @Nullable Mutant mutant) {
      random = new Random(seed * 31 + 7);
      kind =
          switch (random.nextInt(6)) {
            case 0, 1 -> Kind.SLOTS;
            case 2 -> Kind.GROUP;
            case 3 -> Kind.GROUP_TRANSACTIONS;
            default -> Kind.CLAIMS;
          };
      mode = SyncMode.values()[random.nextInt(3)];
      trouble =
          switch (random.nextInt(10)) {
            case 0, 1 -> Trouble.CALM;
            case 2 -> Trouble.RECREATED;
            case 3 -> Trouble.RETENTION;
            case 4 -> Trouble.SLOW;
            default -> Trouble.FAULTS;
          };
      recreated = random.nextBoolean() ? Recreated.STOP : Recreated.RESTART;
      world =
          new SimWorld(
              seed,
              1 + random.nextInt(4),
              new Rules(mode, new StartAt.Latest(), Missing.STOP, recreated),
              kind,
              mutant);
      plan = plan(mode, 1 + random.nextInt(2));
    }

    void run() {
      try {
        world.produce(30);
        if (trouble == Trouble.FAULTS && random.nextInt(4) == 0) {
          world.poison().add((long) random.nextInt(30));
        }
        world.faults(trouble == Trouble.FAULTS ? 0.01 : 0);
        world.group().losing(trouble == Trouble.FAULTS);
        if (trouble == Trouble.SLOW) {
          world.targetSlow();
        }
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
          world.start(plan);
        }
        for (int i = 0; i < 1_500 && world.step(); i++) {
          if (random.nextInt(40) == 0) {
            happen();
          }
        }
        settle();
        verdict();
      } finally {
        world.end();
      }
    }

    private void happen() {
      switch (trouble) {
        case CALM, SLOW -> calm();
        case FAULTS -> fault();
        case RECREATED, RETENTION -> {
          if (harmed || random.nextInt(4) > 0 || world.kept().load().positions().isEmpty()) {
            calm();
          } else {
            harm();
          }
        }
      }
    }

    private void calm() {
      switch (random.nextInt(4)) {
        case 0 -> world.start(plan);
        case 1 -> somebody(process -> world.runs().get(process).stop());
        default -> world.produce(5);
      }
    }

    private void fault() {
      switch (random.nextInt(12)) {
        case 0, 1 ->
            somebody(process -> {
              world.kill(process);
              world.start(plan);
            });
        case 2 ->
            somebody(process -> world.suspend(process, Duration.ofSeconds(1 + random.nextInt(15))));
        case 3 -> world.targetAway(Duration.ofMillis(random.nextInt(8_000)));
        case 4 -> world.group().divide();
        case 5 -> world.cluster().addPartition();
        case 6 -> world.start(plan);
        case 7 -> world.transactions().timeOut(random.nextInt(1_000));
        default -> calm();
      }
    }

    private void harm() {
      harmed = true;
      if (trouble == Trouble.RECREATED) {
        world.cluster().create(world.cluster().logs().size());
        world.produce(60);
        return;
      }
      world.produce(20);
      world.cluster().logs().values().forEach(log -> log.deleteBefore(log.end()));
      world.produce(20);
    }

    private void somebody(java.util.function.Consumer<String> does) {
      List<String> alive = world.runs().keySet().stream().filter(world::alive).sorted().toList();
      if (!alive.isEmpty()) {
        does.accept(alive.get(random.nextInt(alive.size())));
      }
    }

    /** No more faults: everything must come to its end. */
    private void settle() {
      world.faults(0);
      world.group().losing(false);
      world.start(plan);
      // waiting for a slow target takes as many steps as it takes time
      long limit = world.steps() + (trouble == Trouble.SLOW ? 10 : 1) * MOST_STEPS;
      while (!finished()) {
        boolean going = world.step();
        if (harmed && failed()) {
          return;
        }
        if (!going && world.kept().load().bounds() == null) {
          return;
        }
        if (!going) {
          world.start(plan); // the last runner was told to stop in the middle of a full sync
        }
        if (world.steps() > limit) {
          throw new AssertionError("stuck: " + world.kept().load() + " of " + ends());
        }
      }
    }

    private boolean finished() {
      return mode != SyncMode.FULL && caughtUp();
    }

    private boolean caughtUp() {
      Map<Partition, Position> positions = world.kept().load().positions();
      return world.cluster().logs().entrySet().stream()
          .allMatch(entry -> {
            Position position = positions.get(entry.getKey());
            return position != null
                && position.next() == entry.getValue().end()
                && entry.getValue().topicId().equals(position.topicId());
          });
    }

    private Map<Partition, Long> ends() {
      Map<Partition, Long> ends = new java.util.TreeMap<>();
      world.cluster().logs().forEach((partition, log) -> ends.put(partition, log.end()));
      return ends;
    }

    private boolean failed() {
      return world.results().values().stream()
          .anyMatch(result -> result.ending() instanceof Ending.Failed);
    }

    private void verdict() {
      Checkpoint checkpoint = world.kept().load();
      for (PipelineResult result : world.results().values()) {
        if (result.ending() instanceof Ending.Failed failed) {
          assertThat(failed.trouble().code()).isEqualTo(expectedFailure());
          assertThat(harmed).isTrue();
        }
      }
      if (harmed && failed()) {
        return;
      }
      checkpoint
          .positions()
          .forEach((partition, position) ->
              assertThat(
                      world.judge().complete(partition, position)
                          || (harmed && recreated == Recreated.STOP))
                  .as(
                      "%s, %s, recreated %s, %s: everything before %s of %s",
                      mode, trouble, recreated, kind, position, partition)
                  .isTrue());
      if (mode == SyncMode.FULL) {
        Bounds bounds = checkpoint.bounds();
        assertThat(bounds).isNull();
        assertThat(checkpoint.fullCompleted()).isNotNull();
      }
      if (trouble == Trouble.CALM || kind.exact()) {
        assertThat(world.judge().duplicates())
            .as("repeated: %s, %s, %s", mode, trouble, kind)
            .isEmpty();
      }
    }

    private ProblemCode expectedFailure() {
      return trouble == Trouble.RECREATED ? ProblemCode.TOPIC_RECREATED : ProblemCode.OUT_OF_RANGE;
    }
  }
}
