package dev.sluice.stages.filter;

import dev.sluice.message.Message;
import dev.sluice.stage.Verdicts;

/** Filters records whose expression had the same result in one that went on before. */
final class Dedupe extends RecordFilter {
  private final Term by;
  private final long within;
  private final Remembered<Hashed> passed;

  /**
   * A filter.
   *
   * @param within milliseconds
   * @param max how many results are remembered
   */
  Dedupe(Term by, long within, int max, OnError onError) {
    super(onError);
    this.by = by;
    this.within = within;
    this.passed = new Remembered<>(max);
  }

  @Override
  void apply(Message message, Verdicts verdicts) throws UnfitException {
    byte[] identity = by.passesBy(message) || message.timestamp() < 0 ? null : by.identity(message);
    if (identity == null) {
      verdicts.pass(message);
      return;
    }
    Hashed hashed = Hashed.of(identity);
    Long before = passed.get(hashed);
    if (before != null && Math.abs(message.timestamp() - before) < within) {
      verdicts.filtered(message);
    } else {
      passed.put(hashed, message.timestamp());
      verdicts.pass(message);
    }
  }

  @Override
  public Snapshot snapshot() {
    return passed.snapshot();
  }

  @Override
  public void forget() {
    passed.forget();
  }

  @Override
  public void settled() {
    passed.settled();
  }
}
