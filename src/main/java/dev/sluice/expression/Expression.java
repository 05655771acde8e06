package dev.sluice.expression;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonObject;
import dev.sluice.value.JsonObjects;
import dev.sluice.value.JsonValue;
import dev.sluice.value.Outline;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiled expression. Safe for several threads, which must not share messages. */
public final class Expression {
  private final String text;
  private final CelRuntime.Program program;
  private final boolean readsValue;
  private final @Nullable FieldPath field;
  private final Map<String, FieldVariables.FieldVariable> fields;
  private final FieldCondition condition;

  /**
   * Compiled.
   *
   * @param field what it names, where it is nothing but a field's name; else null
   * @param fields the fields that are variables of the program, by their names there
   * @param condition the short way, where there is one
   */
  Expression(
      String text,
      CelRuntime.Program program,
      boolean readsValue,
      @Nullable FieldPath field,
      Map<String, FieldVariables.FieldVariable> fields,
      FieldCondition condition) {
    this.text = text;
    this.program = program;
    this.readsValue = readsValue;
    this.field = field;
    this.fields = fields;
    this.condition = condition;
  }

  /** Whether it looks inside the value. */
  public boolean readsValue() {
    return readsValue;
  }

  /** Whether it goes past this message: a tombstone has nothing to read. */
  public boolean passesBy(Message message) {
    return readsValue && message.value() == null;
  }

  /** Whether it holds on a message. A value that is read must be one JSON object. */
  public boolean holds(Message message) throws EvaluationException {
    Payload value = message.value();
    Object outline = value == null || !readsValue ? null : value.outlined(Outline::of);
    FieldCondition.Verdict verdict =
        outline == null ? FieldCondition.Verdict.UNKNOWN : condition.of((Outline) outline);
    return switch (verdict) {
      case TRUE -> true;
      case FALSE -> false;
      case UNKNOWN -> evaluatedHolds(message);
    };
  }

  private boolean evaluatedHolds(Message message) throws EvaluationException {
    if (evaluate(message) instanceof Boolean holds) {
      return holds;
    }
    throw new EvaluationException(
        "the result is not true or false", "Compare it with something, or use type() and has()");
  }

  /** The result, of CEL's own types. */
  public Object evaluate(Message message) throws EvaluationException {
    MessageVariables variables = new MessageVariables(message, fields);
    try {
      return program.eval(variables);
    } catch (CelEvaluationException e) {
      FieldPath missing = variables.missing();
      throw missing != null && Failure.isOfVariable(e)
          ? Failure.missing(missing)
          : Failure.of(text, e);
    }
  }

  /**
   * The result as JSON. What is nothing but a field is that field as it is written: a number keeps
   * its digits.
   */
  public JsonValue json(Message message) throws EvaluationException {
    Payload value = message.value();
    if (field != null && value != null) {
      JsonValue found = field.find((JsonObject) value.decoded(JsonObjects::decode));
      if (found != null) {
        return found;
      }
    }
    return Results.json(evaluate(message));
  }

  /** The result as a text's bytes, or null where it is null; see {@link Results#bytes}. */
  public byte @Nullable [] bytes(Message message) throws EvaluationException {
    return Results.bytes(evaluate(message));
  }

  /**
   * The result as bytes that equal results share, however their values spell them; null where it is
   * null.
   */
  public byte @Nullable [] identity(Message message) throws EvaluationException {
    Object result = evaluate(message);
    return result == NullValue.NULL_VALUE ? null : Canonical.of(result);
  }
}
