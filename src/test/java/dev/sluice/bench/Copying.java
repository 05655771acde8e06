package dev.sluice.bench;

import dev.sluice.bench.Arm.Launched;
import dev.sluice.bench.Arm.Work;
import dev.sluice.testkit.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Lets one arm copy a topic, and looks from outside at what that costs, lap by lap. */
record Copying(Topics topics, int laps, long recordsOfLap) {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long LOOK = Duration.ofMillis(20).toNanos();

  /** One look: records at the target, CPU time and the clock's, both in nanoseconds. */
  private record Look(double written, double cpu, double clock) {
    /** What lies between two looks, where the count is just this. */
    static Look at(double count, Look before, Look after) {
      double part = (count - before.written) / (after.written - before.written);
      return new Look(
          count,
          before.cpu + part * (after.cpu - before.cpu),
          before.clock + part * (after.clock - before.clock));
    }
  }

  /** Runs an arm until everything is at the target, and ends it. */
  Copied run(Arm arm, Work work) {
    Launched launched = arm.launch().of(work);
    launched.written().forEach(topic -> topics.create(topic, work.partitions(), Map.of()));
    Path said = work.directory().resolve(work.target() + ".out");
    Process process = start(launched, said);
    try {
      return measured(arm, launched, work, process, said);
    } finally {
      end(process);
      launched.written().forEach(topics::delete);
    }
  }

  private Copied measured(Arm arm, Launched launched, Work work, Process process, Path said) {
    ProcessMeter meter = new ProcessMeter(process.pid());
    double ofLap = recordsOfLap * arm.share();
    List<Look> laps = new ArrayList<>();
    Look before = new Look(0, 0, System.nanoTime());
    double moved = before.clock;
    laps.add(before);
    while (laps.size() <= this.laps) {
      LockSupport.parkNanos(LOOK);
      if (!process.isAlive()) {
        throw new IllegalStateException(arm.name() + " has ended: " + read(said));
      }
      Look now =
          new Look(
              written(launched.written(), work.partitions()),
              meter.cpu().toNanos(),
              System.nanoTime());
      moved = now.written > before.written ? now.clock : moved;
      if (now.clock - moved > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            arm.name() + " stands still at " + now.written + " records: " + read(said));
      }
      while (laps.size() <= this.laps && now.written >= laps.size() * ofLap) {
        laps.add(Look.at(laps.size() * ofLap, before, now));
      }
      before = now;
    }
    return copied(laps, meter.peak());
  }

  private Copied copied(List<Look> looks, long peak) {
    List<Double> cpu = new ArrayList<>();
    List<Double> rate = new ArrayList<>();
    for (int lap = 1; lap < looks.size(); lap++) {
      Look from = looks.get(lap - 1);
      Look to = looks.get(lap);
      cpu.add((to.cpu - from.cpu) / recordsOfLap);
      rate.add(recordsOfLap * 1e9 / (to.clock - from.clock));
    }
    return new Copied(cpu, rate, peak);
  }

  private long written(List<String> written, int partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String topic : written) {
      for (int partition = 0; partition < partitions; partition++) {
        asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    try {
      return topics.admin().listOffsets(asked).all().get().values().stream()
          .mapToLong(each -> each.offset())
          .sum();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("counting", e);
    }
  }

  /** Asks it to end, and kills it where it does not. */
  private static void end(Process process) {
    process.destroy();
    try {
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly().onExit().join();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("ending a process", e);
    }
  }

  private static Process start(Launched launched, Path said) {
    try {
      return new ProcessBuilder(launched.command())
          .redirectErrorStream(true)
          .redirectOutput(said.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("starting " + launched.command(), e);
    }
  }

  private static String read(Path said) {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + said, e);
    }
  }
}
