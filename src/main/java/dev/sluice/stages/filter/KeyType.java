package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Outside;
import dev.sluice.stage.Verdicts;
import dev.sluice.value.FieldPath;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code key}: another key. */
public final class KeyType extends ExpressionType {
  private static final Key<Located<String>> KEY =
      Key.required(
          "key",
          Cel.TYPE,
          "A CEL expression whose result becomes the key: a text in UTF-8, bytes as they are, null as"
              + " no key, anything else as JSON. Another key may mean another partition.");

  /** With the compilers. */
  public KeyType(Cel cel) {
    super(cel);
  }

  @Override
  public Key<?> key() {
    return KEY;
  }

  @Override
  public Section section() {
    return new Section("key", List.of(KEY, OnError.KEY));
  }

  @Override
  @Nullable Located<String> expression(Settings settings) {
    return settings.find(KEY);
  }

  @Override
  public List<FieldPath> origins(Settings settings, Outside part) {
    return part == Outside.KEY ? cel.origins(expressions(settings)) : List.of();
  }

  @Override
  public Set<Outside> outside(Settings settings, Outside part) {
    return part == Outside.KEY ? cel.outside(expressions(settings)) : Set.of();
  }

  private List<Located<String>> expressions(Settings settings) {
    Located<String> text = expression(settings);
    return text == null ? List.of() : List.of(text);
  }

  @Override
  public Filter create(String stage, Settings settings) {
    return new Rekey(cel.compile("key", settings.get(KEY)), OnError.of(stage, settings));
  }

  /** Gives records another key; a tombstone goes past where the key is made of the value. */
  private static final class Rekey extends RecordFilter {
    private final Term key;

    Rekey(Term key, OnError onError) {
      super(onError);
      this.key = key;
    }

    @Override
    void apply(Message message, Verdicts verdicts) throws UnfitException {
      verdicts.pass(key.passesBy(message) ? message : message.withKey(key.bytes(message)));
    }
  }
}
