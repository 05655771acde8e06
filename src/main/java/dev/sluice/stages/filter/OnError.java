package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.problem.Trouble;
import dev.sluice.schema.Key;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reject;

/**
 * What becomes of a record that a filter cannot handle.
 *
 * @param stage the filter's name
 */
record OnError(String stage, Policy policy) {
  static final Key<Policy> KEY =
      Key.of(
          "onError",
          Types.choice(Policy.class),
          Policy.STOP,
          "What becomes of a record that the filter fails on.");

  static OnError of(String stage, Settings settings) {
    return new OnError(stage, settings.get(KEY));
  }

  static boolean mayDeadLetter(Settings settings) {
    return settings.get(KEY) == Policy.DEAD_LETTER;
  }

  Reject reject(Message message, UnfitException unfit) {
    return new Reject(
        unfit.reason(),
        policy,
        new Trouble(
            unfit.code(),
            "the filter \"" + stage + "\" failed on " + message.coordinates() + ": " + unfit.what(),
            unfit.hint() + "; or set onError: skip or dead_letter"));
  }
}
