package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Verdicts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code sample}: a share of the records, always the same ones. */
public final class SampleType extends ExpressionType {
  private static final Key<Double> RATIO =
      Key.required("ratio", Types.decimal(0, 1), "The share that goes on.");
  private static final Key<Located<String>> BY =
      Key.optional(
          "by",
          Cel.TYPE,
          "A CEL expression: records with equal results go on together, or not at all. Without it every"
              + " record that was read has its own chance, by its coordinates.");
  private static final Key<Settings> SAMPLE =
      Key.required(
          "sample",
          new Section("sample", List.of(RATIO, BY)),
          "Lets a share of the records go on, by a hash: without state, and the same after a restart."
              + " A tombstone goes past where `by` reads the value.");

  /** With the compilers. */
  public SampleType(Cel cel) {
    super(cel);
  }

  @Override
  public Key<?> key() {
    return SAMPLE;
  }

  @Override
  public Section section() {
    return new Section("sample", List.of(SAMPLE, OnError.KEY));
  }

  @Override
  @Nullable Located<String> expression(Settings settings) {
    Settings sample = settings.find(SAMPLE);
    return sample == null ? null : sample.find(BY);
  }

  @Override
  public boolean decides() {
    return true;
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Located<String> by = expression(settings);
    return new Sample(
        settings.get(SAMPLE).get(RATIO),
        by == null ? null : cel.compile("sample by", by),
        OnError.of(stage, settings));
  }

  private static final class Sample extends RecordFilter {
    private final double ratio;
    private final @Nullable Term by;

    Sample(double ratio, @Nullable Term by, OnError onError) {
      super(onError);
      this.ratio = ratio;
      this.by = by;
    }

    @Override
    void apply(Message message, Verdicts verdicts) throws UnfitException {
      if (by != null && by.passesBy(message)) {
        verdicts.pass(message);
        return;
      }
      byte @Nullable [] bytes =
          by == null
              ? message.coordinates().getBytes(StandardCharsets.UTF_8)
              : by.identity(message);
      if (bytes == null || Hashed.of(bytes).fraction() < ratio) {
        verdicts.pass(message);
      } else {
        verdicts.filtered(message);
      }
    }
  }
}
