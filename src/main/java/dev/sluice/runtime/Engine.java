package dev.sluice.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines beside each other, each in threads of its own; they may come and go while others
 * run. Safe for all threads.
 */
public final class Engine {
  private final Launcher launcher;
  private final boolean failFast;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private boolean stopping;

  /** One pipeline, and what earlier definitions of it came to. */
  private static final class Member {
    private final PipelineRun run;
    private final @Nullable PipelineResult earlier;
    private @Nullable PipelineResult result;

    Member(PipelineRun run, @Nullable PipelineResult earlier) {
      this.run = run;
      this.earlier = earlier;
    }

    boolean runs() {
      return result == null;
    }

    void ended(PipelineResult last) {
      result = earlier == null ? last : earlier.and(last);
    }
  }

  /**
   * Of no pipeline yet.
   *
   * @param failFast whether one that fails stops the others
   */
  public Engine(Launcher launcher, boolean failFast) {
    this.launcher = launcher;
    this.failFast = failFast;
  }

  /**
   * Starts one; an earlier one of its name must have ended. It ends at once where all were told to
   * stop.
   */
  public void start(PipelineRun run) {
    String name = run.plan().name();
    synchronized (members) {
      Member before = members.get(name);
      if (before != null && before.runs()) {
        throw new IllegalStateException(name + " runs");
      }
      Member member = new Member(run, before == null ? null : before.result);
      members.put(name, member);
      if (stopping) {
        run.stop();
      }
      var _ = launcher.launch(name, () -> run(member));
    }
  }

  private void run(Member member) {
    PipelineResult result = member.run.run(); // which throws nothing: everything ends in a result
    synchronized (members) {
      member.ended(result);
      if (failFast && result.ending() instanceof Ending.Failed) {
        stopping = true;
        members.values().forEach(each -> each.run.hurry());
      }
      members.notifyAll();
    }
  }

  /** Those that run, and those that have ended and were not started again. */
  public List<PipelineRun> runs() {
    synchronized (members) {
      return members.values().stream().map(member -> member.run).toList();
    }
  }

  /** Those that have failed, and were not started again. */
  public List<PipelineResult> failed() {
    synchronized (members) {
      return members.values().stream()
          .map(member -> member.result)
          .filter(Objects::nonNull)
          .filter(result -> result.ending() instanceof Ending.Failed)
          .toList();
    }
  }

  /** Whether some pipeline runs. */
  public boolean anyRuns() {
    synchronized (members) {
      return members.values().stream().anyMatch(Member::runs);
    }
  }

  /** Whether all were told to stop. */
  public boolean stopping() {
    synchronized (members) {
      return stopping;
    }
  }

  /**
   * Lets some drain, save and end, and waits for them.
   *
   * @param patience after which they do not wait for targets or stores that are away
   */
  public void stop(List<String> names, Duration patience) {
    List<Member> leaving = new ArrayList<>();
    synchronized (members) {
      names.forEach(name -> leaving.add(Objects.requireNonNull(members.get(name), name)));
    }
    leaving.forEach(member -> member.run.stop());
    if (!await(leaving, patience)) {
      leaving.forEach(member -> member.run.hurry());
      boolean _ = await(leaving, null);
    }
  }

  /** Drops some that have ended: they are no part of the result any more. */
  public void forget(List<String> names) {
    synchronized (members) {
      names.forEach(members::remove);
    }
  }

  private boolean await(List<Member> leaving, @Nullable Duration patience) {
    long deadline = patience == null ? Long.MAX_VALUE : System.nanoTime() + patience.toNanos();
    synchronized (members) {
      while (leaving.stream().anyMatch(Member::runs)) {
        long left = patience == null ? Long.MAX_VALUE : deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        change(left);
      }
    }
    return true;
  }

  /**
   * Waits until all have ended.
   *
   * @param forMore whether more may come, until all are told to stop
   * @return results in the order of their first starts
   */
  public List<PipelineResult> await(boolean forMore) {
    synchronized (members) {
      while ((forMore && !stopping) || members.values().stream().anyMatch(Member::runs)) {
        change(Long.MAX_VALUE);
      }
      return members.values().stream().map(each -> Objects.requireNonNull(each.result)).toList();
    }
  }

  private void change(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(members, nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts who waits for pipelines", e);
    }
  }

  /** Lets all drain, save and end; none starts after it. */
  public void stop() {
    synchronized (members) {
      stopping = true;
      members.notifyAll();
    }
    runs().forEach(PipelineRun::stop);
  }
}
