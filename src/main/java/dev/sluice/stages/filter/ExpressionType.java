package dev.sluice.stages.filter;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Located;
import dev.sluice.schema.Settings;
import dev.sluice.stage.FieldUse;
import dev.sluice.stage.FilterType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter that has one expression, and may fail on a record for it. */
abstract sealed class ExpressionType implements FilterType
    permits WhereType, KeyType, DedupeType, SampleType {
  final Cel cel;

  ExpressionType(Cel cel) {
    this.cel = cel;
  }

  /** The expression, or null where there is none, or a wrong one. */
  abstract @Nullable Located<String> expression(Settings settings);

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    Located<String> text = expression(settings);
    if (text != null) {
      cel.check(text, valueIsJson, problems);
    }
  }

  @Override
  public final List<FieldUse> uses(Settings settings) {
    Located<String> text = expression(settings);
    return text == null ? List.of() : cel.uses(text);
  }

  @Override
  public final boolean mayDeadLetter(Settings settings) {
    return expression(settings) != null && OnError.mayDeadLetter(settings);
  }
}
