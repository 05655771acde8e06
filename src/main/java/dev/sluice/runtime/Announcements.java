package dev.sluice.runtime;

import dev.sluice.problem.Trouble;
import dev.sluice.stage.Reject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Logs every reason for which a stage passes records over when it first occurs; then counts tell.
 */
final class Announcements {
  private final LaneContext context;
  private final Set<List<String>> announced = new HashSet<>();

  Announcements(LaneContext context) {
    this.context = context;
  }

  void skips(Pass pass) {
    for (Pass.Aside skip : pass.skips()) {
      skipped(skip.stage(), skip.reject().reason(), skip.reject().trouble());
    }
  }

  void skipped(String stage, String reason, Trouble trouble) {
    announce(stage, reason, false, trouble);
  }

  void deadLettered(String stage, Reject reject) {
    announce(stage, reject.reason(), true, reject.trouble());
  }

  private void announce(String stage, String reason, boolean deadLetter, Trouble trouble) {
    if (announced.add(List.of(stage, reason, String.valueOf(deadLetter)))) {
      context
          .events()
          .accept(new RunEvent.Passed(context.pipeline(), stage, reason, deadLetter, trouble));
    }
  }
}
