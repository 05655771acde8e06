package dev.sluice.sync;

import java.time.Instant;

/** Where an incremental pipeline begins at its first start. */
public sealed interface StartAt {
  /** At the end. */
  record Latest() implements StartAt {}

  /** At the first record from this moment on. */
  record At(Instant timestamp) implements StartAt {}
}
