package dev.sluice.expression;

import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.sluice.message.Message;
import dev.sluice.message.Payload;
import dev.sluice.value.FieldPath;
import dev.sluice.value.JsonScalar;
import dev.sluice.value.JsonValue;
import dev.sluice.value.Outline;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A compiled expression. Safe for several threads, which must not share messages. */
public final class Expression {
  private final Source source;
  private final CelRuntime.Program program;
  private final boolean readsValue;
  private final Copies copies;
  private final Map<String, FieldVariables.FieldVariable> fields;
  private final FieldCondition condition;

  /**
   * Compiled.
   *
   * @param copies gives numbers that are only copied their digits back
   * @param fields the fields that are variables of the program, by their names there
   * @param condition the short way, where there is one
   */
  Expression(
      Source source,
      CelRuntime.Program program,
      boolean readsValue,
      Copies copies,
      Map<String, FieldVariables.FieldVariable> fields,
      FieldCondition condition) {
    this.source = source;
    this.program = program;
    this.readsValue = readsValue;
    this.copies = copies;
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
          ? Failure.missing(source, missing)
          : Failure.of(source, e);
    } catch (StackOverflowError e) {
      throw new EvaluationException(
          "the value is nested too deeply", "Read a deeper field instead");
    }
  }

  /** The result; what is only copied is a {@link JsonValue}, with all its digits. */
  private Object exact(Message message) throws EvaluationException {
    return copies.restored(message, evaluate(message));
  }

  /** The result as JSON. A number that is only copied keeps its digits. */
  public JsonValue json(Message message) throws EvaluationException {
    return Results.json(exact(message));
  }

  /** The result as a text's bytes, or null where it is null; see {@link Results#bytes}. */
  public byte @Nullable [] bytes(Message message) throws EvaluationException {
    return Results.bytes(exact(message));
  }

  /**
   * The result as bytes that equal results share, however their values spell them; null where it is
   * null.
   */
  public byte @Nullable [] identity(Message message) throws EvaluationException {
    Object result = exact(message);
    return result == NullValue.NULL_VALUE || JsonScalar.NULL.equals(result)
        ? null
        : Canonical.of(result);
  }
}
