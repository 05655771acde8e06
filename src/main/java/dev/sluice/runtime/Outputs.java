package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.message.Message;
import dev.sluice.stage.Refusal;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The writers of a lane: its targets, and the dead letters. Belongs to the lane's thread. */
final class Outputs {
  private final Map<String, Writer> targets = new LinkedHashMap<>();

  /** No stage has this name: a name begins with a letter. */
  static final String DEAD_LETTERS = "(dead letters)";

  private final @Nullable Writer deadLetters;

  Outputs(LaneContext context, Stages.OfLane lane) {
    for (TargetDefinition target : context.plan().graph().pipeline().targets()) {
      targets.put(target.name(), lane.writer(target.name()));
    }
    deadLetters = lane.deadLetters();
  }

  void write(String target, List<Message> messages) {
    if (!messages.isEmpty()) {
      java.util.Objects.requireNonNull(targets.get(target), target).write(messages);
    }
  }

  void writeDeadLetter(Message message) {
    if (deadLetters == null) {
      throw new IllegalStateException("the definition was checked to have a dead letter topic");
    }
    deadLetters.write(List.of(message));
  }

  boolean haveRoom() {
    return all().stream().allMatch(Writer::hasRoom);
  }

  /**
   * Waits a little for everything that was handed over.
   *
   * @param refusals refusals are added here by the target's name; those of dead letters under
   *     {@link #DEAD_LETTERS}
   * @return whether everything is settled
   */
  boolean settle(Duration slice, Map<String, List<Refusal>> refusals) {
    boolean complete = true;
    for (Map.Entry<String, Writer> target : targets.entrySet()) {
      complete &= settle(target.getKey(), target.getValue(), slice, refusals);
    }
    return (deadLetters == null || settle(DEAD_LETTERS, deadLetters, slice, refusals)) && complete;
  }

  private static boolean settle(
      String name, Writer writer, Duration slice, Map<String, List<Refusal>> refusals) {
    Settlement settlement = writer.settle(slice);
    if (!settlement.refused().isEmpty()) {
      refusals.computeIfAbsent(name, each -> new ArrayList<>()).addAll(settlement.refused());
    }
    return settlement.complete();
  }

  /** Nothing that was handed over and is not settled arrives after this. */
  void discard() {
    all().forEach(Writer::discard);
  }

  void close() {
    all().forEach(Writer::close);
  }

  private List<Writer> all() {
    List<Writer> all = new ArrayList<>(targets.values());
    if (deadLetters != null) {
      all.add(deadLetters);
    }
    return all;
  }
}
