package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.message.Message;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Refusal;
import dev.sluice.stage.Reject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands what the filters let through to the writers, sends dead letters, and counts both: the books
 * of one epoch. Belongs to the lane's thread.
 */
final class Handover {
  private final LaneContext context;
  private final Outputs outputs;
  private final Announcements announcements;
  private Tally tally = new Tally();
  private long bytes;

  Handover(LaneContext context, Outputs outputs) {
    this.context = context;
    this.outputs = outputs;
    this.announcements = new Announcements(context);
  }

  /** What became of the epoch's records so far. */
  Tally tally() {
    return tally;
  }

  /** How many bytes targets were handed in the epoch so far. */
  long bytes() {
    return bytes;
  }

  /** Another epoch begins. */
  void clear() {
    tally.clear();
    bytes = 0;
  }

  /** Counts as before: what was counted since is not settled, and never will be. */
  void restore(Tally before) {
    tally = before;
  }

  /**
   * Everything that a pass let through, and everything that it set aside. What is counted was sent
   * just before, and so is in a processor's cache; counted first, it would be fetched twice.
   */
  void handOver(Pass pass) {
    prepare(pass);
    context.plan().graph().pipeline().targets().forEach(target -> handOver(pass, target.name()));
    handOverAsides(pass);
  }

  /** What can fail without a record fails before any target has one. */
  void prepare(Pass pass) {
    for (TargetDefinition target : context.plan().graph().pipeline().targets()) {
      List<Message> messages = pass.reached(target.name());
      if (!messages.isEmpty()) {
        outputs.prepare(target.name(), messages.getFirst().source());
      }
    }
    if (!pass.deadLetters().isEmpty()) {
      outputs.prepare(Outputs.DEAD_LETTERS, pass.deadLetters().getFirst().message().source());
    }
  }

  /** What a pass set aside. */
  void handOverAsides(Pass pass) {
    handOverAsides(pass, List.of());
  }

  /**
   * What a pass set aside.
   *
   * @param refused dead letters that were refused before, each for its timestamp
   */
  void handOverAsides(Pass pass, List<Refusal> refused) {
    tally.add(pass.tally());
    tally.stage(pass.source()).bytes(pass.bytesRead());
    for (Pass.Aside aside : pass.deadLetters()) {
      Message letter = letter(aside.stage(), aside.message(), aside.reject());
      outputs.writeDeadLetter(Refusal.of(letter, refused) == null ? letter : timed(letter));
      announcements.deadLettered(aside.stage(), aside.reject());
    }
    announcements.skips(pass);
  }

  private void handOver(Pass pass, String target) {
    List<Message> messages = pass.reached(target);
    outputs.write(target, messages);
    counts(target, messages.size(), pass.bytesReached(target));
  }

  private void counts(String target, int records, long size) {
    Tally.StageTally counts = tally.stage(target);
    counts.out(records);
    counts.bytes(size);
    bytes += size;
  }

  /**
   * Everything that a pass let through, and everything that it set aside, one after another.
   *
   * @param settling lets the one before be answered, so that the answer is its own
   */
  void handOverOneByOne(Pass pass, Runnable settling) {
    prepare(pass);
    handOverAsides(pass);
    for (TargetDefinition target : context.plan().graph().pipeline().targets()) {
      for (Message message : pass.reached(target.name())) {
        handOver(target.name(), message);
        settling.run();
      }
    }
  }

  /** One record to one target. */
  void handOver(String target, Message message) {
    outputs.write(target, List.of(message));
    counts(target, 1, message.size());
  }

  /**
   * One record did not get through to a target, and never will.
   *
   * @param letters dead letters that were refused before, each for its timestamp
   */
  void handOverRefused(String target, Refusal refusal, List<Refusal> letters) {
    Tally.StageTally counts = tally.stage(target);
    counts.out(1);
    counts.bytes(refusal.message().size());
    setAside(target, refusal, letters);
    announce(target, refusal);
  }

  /**
   * Why the pipeline must stop before records that targets have refused; null where each has a
   * policy that goes on. A dead letter that is refused has none.
   *
   * @param refused by the target's name, at least one each
   */
  @Nullable Trouble stops(Map<String, List<Refusal>> refused) {
    for (Map.Entry<String, List<Refusal>> target : refused.entrySet()) {
      Trouble trouble = target.getValue().getFirst().trouble();
      if (target.getKey().equals(Outputs.DEAD_LETTERS)) {
        if (target.getValue().stream().allMatch(Handover::wantsTime)) {
          continue;
        }
        return new Trouble(
            trouble.code(),
            "as a dead letter too it is refused: " + trouble.message(),
            "Change the dead letter topic's limits");
      }
      if (context.stages().pushError(target.getKey()) == Policy.STOP) {
        return trouble;
      }
    }
    return null;
  }

  /** A dead letter that would be taken with another timestamp. */
  private static boolean wantsTime(Refusal refusal) {
    return refusal.forItsTimestamp() && !DeadLetters.isTimed(refusal.message());
  }

  /**
   * A record that a target has refused is skipped or dead-lettered, as the target's policy says.
   *
   * @param letters dead letters that were refused before, each for its timestamp
   */
  void setAside(String target, Refusal refusal, List<Refusal> letters) {
    if (target.equals(Outputs.DEAD_LETTERS)) {
      outputs.writeDeadLetter(timed(refusal.message()));
      return;
    }
    Policy policy = context.stages().pushError(target);
    Tally.StageTally counts = tally.stage(target);
    counts.out(-1);
    counts.bytes(-refusal.message().size());
    switch (policy) {
      case SKIP -> {
        counts.skipped(refusal.reason());
      }
      case DEAD_LETTER -> {
        counts.deadLettered(refusal.reason());
        Message letter = letter(target, refusal.message(), rejected(refusal));
        boolean refused = refusal.forItsTimestamp() || Refusal.of(letter, letters) != null;
        outputs.writeDeadLetter(refused ? timed(letter) : letter);
      }
      case STOP -> throw new IllegalStateException("the pipeline has stopped");
    }
  }

  /** What was set aside is settled: it is told now, when nothing takes it back. */
  void announce(String target, Refusal refusal) {
    if (target.equals(Outputs.DEAD_LETTERS)) {
      return; // it was told when it became one
    }
    switch (context.stages().pushError(target)) {
      case SKIP -> announcements.skipped(target, refusal.reason(), refusal.trouble());
      case DEAD_LETTER -> announcements.deadLettered(target, rejected(refusal));
      case STOP -> throw new IllegalStateException("the pipeline has stopped");
    }
  }

  private Message letter(String stage, Message message, Reject reject) {
    return DeadLetters.of(context.plan().id(), stage, message, reject);
  }

  private Message timed(Message letter) {
    return DeadLetters.timed(letter, context.clock().now().toEpochMilli());
  }

  private static Reject rejected(Refusal refusal) {
    return new Reject(refusal.reason(), Policy.DEAD_LETTER, refusal.trouble());
  }
}
