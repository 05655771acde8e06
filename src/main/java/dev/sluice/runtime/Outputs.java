package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.message.Message;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
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
  private final @Nullable Writer deadLetters;

  Outputs(LaneContext context) {
    for (TargetDefinition target : context.plan().graph().pipeline().targets()) {
      targets.put(target.name(), context.stages().writer(target.name(), context.name()));
    }
    deadLetters = context.stages().deadLetters(context.name());
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
   * @param refusals refusals are added here by the target's name
   * @return whether everything is settled
   * @throws FatalException where a dead letter itself is refused
   */
  boolean settle(Duration slice, Map<String, List<Refusal>> refusals) {
    boolean complete = true;
    for (Map.Entry<String, Writer> target : targets.entrySet()) {
      Settlement settlement = target.getValue().settle(slice);
      complete &= settlement.complete();
      if (!settlement.refused().isEmpty()) {
        refusals
            .computeIfAbsent(target.getKey(), name -> new ArrayList<>())
            .addAll(settlement.refused());
      }
    }
    if (deadLetters != null) {
      Settlement settlement = deadLetters.settle(slice);
      complete &= settlement.complete();
      if (!settlement.refused().isEmpty()) {
        throw new FatalException(
            ProblemCode.REFUSED_RECORD,
            "the dead letter topic refuses a record: "
                + settlement.refused().getFirst().trouble().message(),
            "Change the dead letter topic's limits");
      }
    }
    return complete;
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
