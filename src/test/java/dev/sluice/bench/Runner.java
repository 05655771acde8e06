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

/** The process of one arm, which runs for a lap at a time. */
final class Runner implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final long LOOK = Duration.ofMillis(20).toNanos();

  /** What is written is deleted again soon: a hundred laps of many arms would fill the disk. */
  private static final Map<String, String> KEPT_SHORTLY =
      Map.of("segment.bytes", "134217728", "retention.bytes", "134217728");

  private final Topics topics;
  private final Arm arm;
  private final Launched launched;
  private final int partitions;
  private final Path said;
  private final Process process;
  private final ProcessMeter meter;
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> rate = new ArrayList<>();
  private Look reached = new Look(0, 0);

  /** What was written and what it cost until an end of a lap; CPU time in nanoseconds. */
  private record Look(long written, long cpu) {}

  /** Starts it. */
  Runner(Topics topics, Arm arm, Work work) {
    this.topics = topics;
    this.arm = arm;
    launched = arm.launch().of(work);
    partitions = work.partitions();
    said = work.directory().resolve(work.target() + ".out");
    launched.written().forEach(topic -> topics.create(topic, partitions, KEPT_SHORTLY));
    process = Arms.start(launched.command(), said);
    meter = new ProcessMeter(process.pid());
  }

  /**
   * Lets it run until it has read so many records in all.
   *
   * @param records how many, since its start
   * @throws IllegalStateException where it had copied everything before: it was not stopped in time
   */
  void lap(long records) {
    Signal.CONT.to(process);
    long began = System.nanoTime();
    await(Math.round(records * arm.share()));
    long ran = System.nanoTime() - began;
    Signal.STOP.to(process);
    Look now = new Look(settled(), meter.cpu().toNanos());
    if (now.written == reached.written) {
      throw new IllegalStateException(
          arm.name() + " had nothing left to read: a lap is too short to be stopped in");
    }
    double read = (now.written - reached.written) / arm.share();
    cpu.add((now.cpu - reached.cpu) / read);
    rate.add(read * 1e9 / ran);
    reached = now;
  }

  private void await(long count) {
    long before = -1;
    long moved = System.nanoTime();
    for (long now = written(); now < count; now = written()) {
      if (!process.isAlive()) {
        throw new IllegalStateException(arm.name() + " has ended: " + read(said));
      }
      if (now > before) {
        before = now;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            arm.name() + " stands still at " + now + " records: " + read(said));
      }
      LockSupport.parkNanos(LOOK);
    }
  }

  /** What is written once the broker has answered what was sent before the stop. */
  private long settled() {
    long before = -1;
    long now = written();
    while (now > before) {
      LockSupport.parkNanos(LOOK);
      before = now;
      now = written();
    }
    return now;
  }

  private long written() {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String topic : launched.written()) {
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

  /** What its laps have cost. */
  Copied copied() {
    return new Copied(cpu, rate, meter.peak());
  }

  /** Asks it to end, and kills it where it does not; what it has written goes with it. */
  @Override
  public void close() {
    try {
      if (process.isAlive()) {
        Signal.CONT.to(process);
        process.destroy();
      }
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly().onExit().join();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("ending a process", e);
    } finally {
      launched.written().forEach(topics::delete);
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
