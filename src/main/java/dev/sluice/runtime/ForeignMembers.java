package dev.sluice.runtime;

import dev.sluice.problem.StageException;
import java.util.List;

/**
 * Tells when somebody who is no runner of the pipeline joins its group: the group gives partitions
 * to every member, and those are not copied. Belongs to the lane's thread.
 */
final class ForeignMembers {
  private final LaneContext context;
  private List<String> told = List.of();

  ForeignMembers(LaneContext context) {
    this.context = context;
  }

  /** Asks the source; one lane does for all of a pipeline's. */
  void look() {
    if (context.number() > 0) {
      return;
    }
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
