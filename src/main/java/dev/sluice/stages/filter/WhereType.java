package dev.sluice.stages.filter;

import dev.sluice.problem.Problems;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code where}: lets records through on which a CEL expression holds. */
public final class WhereType extends ExpressionType {
  private static final Key<Located<String>> WHERE =
      Key.required("where", Cel.TYPE, "A CEL expression; records on which it holds go on.");

  /** With the compilers. */
  public WhereType(Cel cel) {
    super(cel);
  }

  @Override
  public Key<?> key() {
    return WHERE;
  }

  @Override
  public Section section() {
    return new Section("where", List.of(WHERE, OnError.KEY));
  }

  @Override
  @Nullable Located<String> expression(Settings settings) {
    return settings.find(WHERE);
  }

  @Override
  public void check(Settings settings, boolean valueIsJson, Problems problems) {
    Located<String> text = expression(settings);
    if (text != null) {
      cel.checkCondition(text, valueIsJson, problems);
    }
  }

  @Override
  public boolean decides() {
    return true;
  }

  @Override
  public Filter create(String stage, Settings settings) {
    return new Where(cel.compile("where", settings.get(WHERE)), OnError.of(stage, settings));
  }
}
