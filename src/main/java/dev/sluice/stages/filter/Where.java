package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.stage.Verdicts;

/**
 * Lets messages through on which a condition holds; a tombstone goes past one that reads values.
 */
final class Where extends RecordFilter {
  private final Term condition;

  Where(Term condition, OnError onError) {
    super(onError);
    this.condition = condition;
  }

  @Override
  void apply(Message message, Verdicts verdicts) throws UnfitException {
    if (condition.passesBy(message) || condition.holds(message)) {
      verdicts.pass(message);
    } else {
      verdicts.filtered(message);
    }
  }
}
