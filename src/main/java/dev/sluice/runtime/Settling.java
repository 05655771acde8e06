package dev.sluice.runtime;

import dev.sluice.problem.FatalException;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Waits until a lane's targets have answered, and keeps what they refused. Belongs to the lane's
 * thread.
 */
final class Settling {
  private static final Duration SLICE = Duration.ofMillis(50);
  private static final Duration MEMBERSHIP = Duration.ofSeconds(1);
  private static final Duration STALLED = Duration.ofSeconds(5);
  private static final Trouble DIVIDED =
      new Trouble(
          ProblemCode.CHECKPOINT_HELD,
          "the group is being divided anew, and takes no positions now",
          "This passes when the members of the group stay the same for a while");

  /** How long settling may take, and what may be done meanwhile. */
  enum Limit {
    /** As long as the targets need; the group is polled. */
    NONE,
    /** Inside a callback of the reader: a while below every rebalance time-out, without polling. */
    CALLBACK;

    private static final Duration PATIENCE = Duration.ofSeconds(15);
  }

  /** What a lane does while it waits. */
  interface Meanwhile {
    /** Polls the reader, so that the group keeps the lane; may throw what a callback has met. */
    void stayMember();

    /**
     * Shows what is being waited for that should not take so long.
     *
     * @param targets by name; none where it is over
     */
    void stalled(Set<String> targets);
  }

  private final LaneContext context;
  private final Outputs outputs;
  private final Meanwhile meanwhile;
  private final Map<String, List<Refusal>> refused = new HashMap<>();

  Settling(LaneContext context, Outputs outputs, Meanwhile meanwhile) {
    this.context = context;
    this.outputs = outputs;
    this.meanwhile = meanwhile;
  }

  /** Until everything handed over is acknowledged or refused. */
  void settle(Limit limit) {
    waiting(() -> outputs.settle(SLICE, refused), limit);
  }

  /** Until more may be handed over. */
  void awaitRoom() {
    if (!outputs.haveRoom()) {
      waiting(() -> outputs.haveRoom() || outputs.settle(SLICE, refused), Limit.NONE);
      refuseRefused();
    }
  }

  /**
   * Refusals are kept until the epoch is given up, or decided: a callback that ends the epoch while
   * it is being settled must see them too.
   */
  void refuseRefused() {
    if (!refused.isEmpty()) {
      throw new RefusedException(refused.values().stream().flatMap(List::stream).toList());
    }
  }

  /** The refusals by target; they are decided now. */
  Map<String, List<Refusal>> takeRefused() {
    Map<String, List<Refusal>> taken = Map.copyOf(refused);
    refused.clear();
    return taken;
  }

  /**
   * What was refused until now, be it that something else has failed first: a record that spoils a
   * transaction makes others fail.
   */
  List<Refusal> outstanding() {
    try {
      var _ = outputs.settle(SLICE, refused);
    } catch (RetryableException | FatalException | FencedException e) {
      // the epoch is being given up for this, or for something that comes from it
    }
    return refused.values().stream().flatMap(List::stream).toList();
  }

  /**
   * Until a save is taken: partitions may be being divided anew, and then the group must be polled
   * first.
   */
  void saved(Attempt save, Limit limit) {
    long start = context.clock().nanos();
    while (!save.done()) {
      if (limit == Limit.CALLBACK) {
        throw new RetryableException(DIVIDED, null); // which cannot be waited for in a callback
      }
      giveUpIfWanted(context.clock().nanos() - start, DIVIDED);
      meanwhile.stayMember();
      context.clock().sleep(SLICE);
    }
  }

  /** Gives up at once what is not settled. */
  void discard() {
    outputs.discard();
    refused.clear();
  }

  /** Something that is tried until it is done. */
  interface Attempt {
    /** Tries it. */
    boolean done();
  }

  /** Protocol 9: a target that is away is waited for, while the group is polled. */
  private void waiting(Attempt attempt, Limit limit) {
    Stall stall = new Stall();
    try {
      while (!attempt.done()) {
        if (limit == Limit.CALLBACK) {
          stall.refuseBeyond(Limit.PATIENCE);
        } else {
          stall.ride();
        }
      }
    } finally {
      stall.over();
    }
    stall.tellRecovered();
  }

  /** One wait for targets: what is done meanwhile, and what is told of it. */
  private final class Stall {
    private final long start = context.clock().nanos();
    private long polled = start;
    private Set<String> told = Set.of();

    void refuseBeyond(Duration patience) {
      if (waited() > patience.toNanos()) {
        throw new RetryableException(stalled(patience), null);
      }
    }

    void ride() {
      giveUpIfWanted(waited(), stalled(Duration.ofNanos(waited())));
      if (context.clock().nanos() - polled > MEMBERSHIP.toNanos()) {
        meanwhile.stayMember();
        polled = context.clock().nanos();
      }
      Set<String> unsettled = outputs.unsettled();
      if (waited() > STALLED.toNanos() && !unsettled.isEmpty() && !unsettled.equals(told)) {
        if (told.isEmpty()) {
          context
              .events()
              .accept(
                  new RunEvent.Retrying(
                      context.pipeline(), context.name(), stalled(STALLED), Duration.ZERO));
        }
        told = unsettled;
        meanwhile.stalled(told);
      }
    }

    void over() {
      if (!told.isEmpty()) {
        meanwhile.stalled(Set.of());
      }
    }

    void tellRecovered() {
      if (!told.isEmpty()) {
        context.events().accept(new RunEvent.Recovered(context.pipeline(), context.name()));
      }
    }

    private long waited() {
      return context.clock().nanos() - start;
    }
  }

  /** Without a limit a target is waited for until somebody said otherwise. */
  private void giveUpIfWanted(long waited, Trouble trouble) {
    Duration limit = context.plan().retryFor();
    if (limit != null && waited > Math.max(limit.toNanos(), STALLED.toNanos())) {
      throw new FatalException(trouble, null);
    }
    if (context.control().hurried() && waited > Limit.PATIENCE.toNanos()) {
      throw new RetryableException(trouble, null);
    }
  }

  private Trouble stalled(Duration after) {
    Set<String> targets = new TreeSet<>(outputs.unsettled());
    String named =
        targets.remove(Outputs.DEAD_LETTERS) && targets.isEmpty()
            ? "the dead letter topic"
            : targets.size() == 1 ? "the target \"" + targets.iterator().next() + '"' : "a target";
    return new Trouble(
        ProblemCode.UNREACHABLE,
        named + " has not acknowledged all records for " + after.toSeconds() + " s",
        "Check that the target's brokers run and its topics are there; the runner waits for them");
  }
}
