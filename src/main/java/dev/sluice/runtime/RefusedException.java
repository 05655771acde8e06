package dev.sluice.runtime;

import dev.sluice.stage.Refusal;
import java.util.List;

/** Targets refused records, and nobody knows yet which of each batch were the bad ones. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<Refusal> refusals;

  RefusedException(List<Refusal> refusals) {
    super("refused: " + refusals.size(), null, false, false);
    this.refusals = List.copyOf(refusals);
  }

  List<Refusal> refusals() {
    return refusals;
  }
}
