package dev.sluice.stages.filter;

import dev.sluice.expression.ExpressionException;
import dev.sluice.expression.Expressions;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.Filter;
import dev.sluice.stage.FilterType;
import dev.sluice.stage.Policy;
import java.util.List;
import java.util.function.Supplier;

/** {@code where}: lets records through on which a CEL expression holds. */
public final class WhereType implements FilterType {
  private static final Key<String> WHERE =
      Key.required("where", Types.text(), "A CEL expression; records on which it holds go on.");
  private static final Key<Policy> ON_ERROR =
      Key.of(
          "onError",
          Types.choice(Policy.class),
          Policy.STOP,
          "What becomes of a record on which the expression fails.");

  private final Supplier<Expressions> json;
  private final Supplier<Expressions> raw;

  /**
   * With the two compilers, made when first needed.
   *
   * @param json for values that are JSON
   * @param raw for values that nobody looks into
   */
  public WhereType(Supplier<Expressions> json, Supplier<Expressions> raw) {
    this.json = json;
    this.raw = raw;
  }

  @Override
  public Key<?> key() {
    return WHERE;
  }

  @Override
  public Section section() {
    return new Section("where", List.of(WHERE, ON_ERROR));
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    String text = settings.find(WHERE);
    if (text == null) {
      return;
    }
    try {
      (valueIsJson ? json : raw).get().condition(text);
    } catch (ExpressionException e) {
      problems.error(
          ProblemCode.EXPRESSION,
          settings.at(WHERE),
          settings.path(WHERE),
          String.valueOf(e.getMessage()),
          e.hint());
    }
  }

  @Override
  public List<FieldUse> uses(Settings settings) {
    String text = settings.find(WHERE);
    if (text == null) {
      return List.of();
    }
    try {
      return json.get().fields(text).stream()
          .map(field ->
              new FieldUse(
                  field.path(),
                  settings.at(WHERE),
                  settings.path(WHERE),
                  field.column(),
                  field.guard()))
          .toList();
    } catch (ExpressionException e) {
      return List.of(); // check has said so
    }
  }

  @Override
  public boolean mayDeadLetter(Settings settings) {
    return settings.get(ON_ERROR) == Policy.DEAD_LETTER;
  }

  @Override
  public Filter create(String stage, Settings settings) {
    String text = settings.get(WHERE);
    try {
      return new Where(
          stage,
          settings.written(WHERE.name()),
          json.get().condition(text),
          settings.get(ON_ERROR));
    } catch (ExpressionException e) {
      throw new IllegalStateException("checked before: " + text, e);
    }
  }
}
