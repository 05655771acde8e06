package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.RetryableException;
import dev.sluice.stage.Refusal;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The writers of a lane: its targets, and the dead letters. Belongs to the lane's thread. */
final class Outputs {
  private final Map<String, Writer> writers = new LinkedHashMap<>();
  private final Set<String> unsettled = new LinkedHashSet<>();

  /** No stage has this name: a name begins with a letter. */
  static final String DEAD_LETTERS = "(dead letters)";

  Outputs(LaneContext context, Stages.OfLane lane) {
    for (TargetDefinition target : context.plan().graph().pipeline().targets()) {
      writers.put(target.name(), lane.writer(target.name()));
    }
    Writer deadLetters = lane.deadLetters();
    if (deadLetters != null) {
      writers.put(DEAD_LETTERS, deadLetters);
    }
  }

  /** Before records of a source partition are written to any target. */
  void prepare(String target, Partition source) {
    Objects.requireNonNull(writers.get(target), target).prepare(source);
  }

  void write(String target, List<Message> messages) {
    if (!messages.isEmpty()) {
      Objects.requireNonNull(writers.get(target), target).write(messages);
    }
  }

  void writeDeadLetter(Message message) {
    Writer deadLetters = writers.get(DEAD_LETTERS);
    if (deadLetters == null) {
      throw new IllegalStateException("the definition was checked to have a dead letter topic");
    }
    deadLetters.write(List.of(message));
  }

  boolean haveRoom() {
    return writers.values().stream().allMatch(Writer::hasRoom);
  }

  /**
   * Waits a little for everything that was handed over.
   *
   * @param refusals refusals are added here by the target's name; those of dead letters under
   *     {@link #DEAD_LETTERS}
   * @return whether everything is settled, or has failed beside a refusal
   */
  boolean settle(Duration slice, Map<String, List<Refusal>> refusals) {
    boolean complete = true;
    RuntimeException failure = null;
    for (Map.Entry<String, Writer> each : writers.entrySet()) {
      try {
        Settlement settlement = each.getValue().settle(slice);
        complete &= settlement.complete();
        if (settlement.complete()) {
          unsettled.remove(each.getKey());
        } else {
          unsettled.add(each.getKey());
        }
        if (!settlement.refused().isEmpty()) {
          refusals
              .computeIfAbsent(each.getKey(), name -> new ArrayList<>())
              .addAll(settlement.refused());
        }
      } catch (RetryableException | FatalException | FencedException e) {
        failure = failure == null ? e : failure; // another writer may know what has caused it
      }
    }
    if (failure != null && refusals.isEmpty()) {
      throw failure;
    }
    return complete || failure != null;
  }

  /** Which ones had something open when they were asked last. */
  Set<String> unsettled() {
    return Set.copyOf(unsettled);
  }

  /** Nothing that was handed over and is not settled arrives after this. */
  void discard() {
    writers.values().forEach(Writer::discard);
  }

  void close() {
    writers.values().forEach(Writer::close);
  }
}
