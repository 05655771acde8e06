package dev.sluice.stages.filter;

import dev.sluice.schema.Key;
import dev.sluice.schema.Located;
import dev.sluice.schema.Section;
import dev.sluice.schema.Settings;
import dev.sluice.schema.Types;
import dev.sluice.stage.Filter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code dedupe}: drops what was there a little while ago. */
public final class DedupeType extends ExpressionType {
  private static final Key<Located<String>> BY =
      Key.required("by", Cel.TYPE, "A CEL expression; records with equal results are repeats.");
  private static final Key<Duration> WITHIN =
      Key.of(
          "within",
          Types.duration(Duration.ofMillis(1), Duration.ofDays(365)),
          Duration.ofMinutes(10),
          "How far apart repeats may be, by the records' timestamps.");
  private static final Key<Long> MAX =
      Key.of(
          "max",
          Types.integer(1, 10_000_000),
          100_000L,
          "How many results a lane remembers, about 200 bytes each; then the oldest is forgotten.");
  private static final Key<Settings> DEDUPE =
      Key.required(
          "dedupe",
          new Section("dedupe", List.of(BY, WITHIN, MAX)),
          "Filters repeats of a record that went on. Each lane remembers its own partitions' records,"
              + " and a restart or a rebalance forgets them all: a repeat may go on then, and a record"
              + " that is no repeat is never filtered. What has no timestamp, or no result (null), goes"
              + " on; so does a tombstone where `by` reads the value.");

  /** With the compilers. */
  public DedupeType(Cel cel) {
    super(cel);
  }

  @Override
  public Key<?> key() {
    return DEDUPE;
  }

  @Override
  public Section section() {
    return new Section("dedupe", List.of(DEDUPE, OnError.KEY));
  }

  @Override
  @Nullable Located<String> expression(Settings settings) {
    Settings dedupe = settings.find(DEDUPE);
    return dedupe == null ? null : dedupe.find(BY);
  }

  @Override
  public boolean decides() {
    return true;
  }

  @Override
  public Filter create(String stage, Settings settings) {
    Settings dedupe = settings.get(DEDUPE);
    return new Dedupe(
        cel.compile("dedupe by", dedupe.get(BY)),
        dedupe.get(WITHIN).toMillis(),
        dedupe.get(MAX).intValue(),
        OnError.of(stage, settings));
  }
}
