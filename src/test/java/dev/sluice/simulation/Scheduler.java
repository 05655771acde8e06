package dev.sluice.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in an order that the seed decides. A task gives way at every call into
 * the simulated world; time passes only there.
 */
final class Scheduler {
  private static final long STEP_NANOS = 300_000;

  private final Random random;
  private final List<Task> tasks = new ArrayList<>();
  private final Semaphore baton = new Semaphore(0);
  private @Nullable Task current;
  private long now = 1;
  private long steps;

  Scheduler(Random random) {
    this.random = random;
  }

  /** What a killed task's thread unwinds with. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** A thread of control in the simulation. */
  static final class Task {
    private final Semaphore turn = new Semaphore(0);
    private final String process;
    private long wakeAt;
    private long stoppedUntil;
    private boolean killed;
    private boolean done;
    private @Nullable Throwable failure;

    Task(String process) {
      this.process = process;
    }

    boolean done() {
      return done;
    }
  }

  long now() {
    return now;
  }

  long steps() {
    return steps;
  }

  Task launch(String process, Runnable body) {
    Task task = new Task(process);
    tasks.add(task);
    Thread.ofVirtual()
        .start(() -> {
          task.turn.acquireUninterruptibly();
          try {
            if (!task.killed) {
              body.run();
            }
          } catch (Killed e) {
            // as told
          } catch (Throwable e) {
            task.failure = e;
          } finally {
            task.done = true;
            baton.release();
          }
        });
    return task;
  }

  /** The process of the task that runs now. */
  String currentProcess() {
    return current == null ? "" : current.process;
  }

  boolean currentKilled() {
    return current != null && current.killed;
  }

  /** Gives way; somebody else may run, time may pass, and this task may be killed. */
  void yield() {
    sleepUntil(now);
  }

  void sleepUntil(long time) {
    Task self = current;
    if (self == null || self.killed) {
      if (self != null) {
        throw new Killed();
      }
      return;
    }
    self.wakeAt = time;
    baton.release();
    self.turn.acquireUninterruptibly();
    if (self.killed) {
      throw new Killed();
    }
  }

  /** One turn of one task; false when none is left. */
  boolean step() {
    tasks.removeIf(Task::done);
    if (tasks.isEmpty()) {
      return false;
    }
    steps++;
    now += random.nextLong(STEP_NANOS);
    List<Task> ready = ready();
    if (ready.isEmpty()) {
      now =
          tasks.stream()
              .mapToLong(task -> Math.max(task.wakeAt, task.stoppedUntil))
              .min()
              .orElse(now);
      ready = ready();
    }
    Task next = ready.get(random.nextInt(ready.size()));
    current = next;
    next.turn.release();
    baton.acquireUninterruptibly();
    current = null;
    if (next.failure != null) {
      throw new AssertionError("a task of " + next.process + " failed", next.failure);
    }
    return true;
  }

  private List<Task> ready() {
    return tasks.stream()
        .filter(task -> task.killed || (task.wakeAt <= now && task.stoppedUntil <= now))
        .toList();
  }

  /** SIGKILL: the process' tasks unwind without any effect. */
  void kill(String process) {
    tasks.stream().filter(task -> task.process.equals(process)).forEach(task -> task.killed = true);
  }

  /** SIGSTOP, and SIGCONT at a time. */
  void stop(String process, long until) {
    tasks.stream()
        .filter(task -> task.process.equals(process))
        .forEach(task -> task.stoppedUntil = until);
  }

  boolean alive(String process) {
    return tasks.stream()
        .anyMatch(task -> task.process.equals(process) && !task.done && !task.killed);
  }

  /** Ends what still runs, so that no thread outlives the history. */
  void killAll() {
    tasks.forEach(task -> task.killed = true);
    while (step()) {
      // unwinding
    }
  }
}
