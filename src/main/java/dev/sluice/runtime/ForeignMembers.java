package dev.sluice.runtime;

import dev.sluice.problem.StageException;
import java.time.Duration;
import java.util.List;

/**
 * Tells when somebody who is no runner of the pipeline joins its group: the group gives partitions
 * to every member, and those are not copied. Belongs to the lane's thread.
 */
final class ForeignMembers {
  /**
   * A new member's first partitions come with one of ours leaving: a moment after that it shows.
   */
  private static final Duration SOON = Duration.ofSeconds(1);

  /** One that leaves without having had a partition changes nothing that would show it. */
  private static final Duration WHILE_THERE = Duration.ofSeconds(10);

  private static final long NEVER = Long.MAX_VALUE;

  private final LaneContext context;
  private List<String> told = List.of();
  private long due = NEVER;

  ForeignMembers(LaneContext context) {
    this.context = context;
  }

  /** Partitions have come or gone: the group may have other members. */
  void maybeChanged() {
    due = context.clock().nanos() + SOON.toNanos();
  }

  /** Asks the source, where it is time to; one lane does for all of a pipeline's. */
  void look() {
    if (due == NEVER || context.clock().nanos() - due < 0 || context.number() > 0) {
      return;
    }
    due = NEVER;
    List<String> now;
    try {
      now = context.source().foreignMembers().stream().sorted().toList();
    } catch (StageException e) {
      return; // what fails here fails in the reader too, and is told there
    }
    if (!now.equals(told)) {
      context.events().accept(now.isEmpty() ? gone() : there(now));
    }
    told = now;
    if (!now.isEmpty()) {
      due = context.clock().nanos() + WHILE_THERE.toNanos();
    }
  }

  private RunEvent there(List<String> members) {
    return new RunEvent.Warning(
        context.pipeline(),
        "the consumer group of the pipeline has members that are no runners of it: "
            + String.join(", ", members)
            + ". The partitions that the group assigns to them are not copied. Stop them, or give"
            + " them a group of their own");
  }

  private RunEvent gone() {
    return new RunEvent.Note(
        context.pipeline(), "the members of the consumer group are the pipeline's runners again");
  }
}
