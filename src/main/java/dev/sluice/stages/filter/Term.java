package dev.sluice.stages.filter;

import dev.sluice.expression.EvaluationException;
import dev.sluice.expression.Expression;
import dev.sluice.message.Message;
import dev.sluice.problem.ProblemCode;
import dev.sluice.value.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * A filter's expression.
 *
 * @param shown the key it stands under, and the expression as it stands in the file: without the
 *     values of variables
 */
record Term(String shown, Expression expression) {
  /** Whether a record goes past: a tombstone has nothing to read. */
  boolean passesBy(Message message) {
    return expression.passesBy(message);
  }

  boolean holds(Message message) throws UnfitException {
    try {
      return expression.holds(message);
    } catch (EvaluationException e) {
      throw unfit(e);
    }
  }

  JsonValue json(Message message) throws UnfitException {
    try {
      return expression.json(message);
    } catch (EvaluationException e) {
      throw unfit(e);
    }
  }

  byte @Nullable [] bytes(Message message) throws UnfitException {
    try {
      return expression.bytes(message);
    } catch (EvaluationException e) {
      throw unfit(e);
    }
  }

  byte @Nullable [] identity(Message message) throws UnfitException {
    try {
      return expression.identity(message);
    } catch (EvaluationException e) {
      throw unfit(e);
    }
  }

  private UnfitException unfit(EvaluationException failed) {
    return new UnfitException(
        "expression",
        ProblemCode.EXPRESSION_FAILED,
        failed.what() + " (" + shown + ")",
        failed.hint());
  }
}
