package dev.sluice.stages.filter;

import dev.sluice.expression.Condition;
import dev.sluice.expression.Outcome;
import dev.sluice.message.Message;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reject;
import dev.sluice.stage.Verdicts;
import java.util.List;

/**
 * Lets messages through on which a condition holds; a tombstone goes past one that reads values.
 */
final class Where implements Filter {
  private final String stage;
  private final String text;
  private final Condition condition;
  private final Policy onError;

  Where(String stage, String text, Condition condition, Policy onError) {
    this.stage = stage;
    this.text = text;
    this.condition = condition;
    this.onError = onError;
  }

  @Override
  public void apply(List<Message> messages, Verdicts verdicts) {
    for (Message message : messages) {
      if (message.value() == null && condition.readsValue()) {
        verdicts.pass(message);
        continue;
      }
      switch (condition.evaluate(message)) {
        case Outcome.Decided decided when decided.holds() -> verdicts.pass(message);
        case Outcome.Decided _ -> verdicts.filtered(message);
        case Outcome.Failed failed -> verdicts.reject(message, reject(message, failed));
      }
    }
  }

  private Reject reject(Message message, Outcome.Failed failed) {
    return new Reject(
        "expression",
        onError,
        new Trouble(
            ProblemCode.EXPRESSION_FAILED,
            "the filter \""
                + stage
                + "\" failed on "
                + message.coordinates()
                + ": "
                + failed.message()
                + " (where: "
                + text
                + ")",
            failed.hint() + "; or set onError: skip or dead_letter"));
  }
}
