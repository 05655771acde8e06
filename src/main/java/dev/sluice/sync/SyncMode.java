package dev.sluice.sync;

import java.util.Locale;

/** What a pipeline reads. */
public enum SyncMode {
  /** Everything that is there when it starts; then it ends. */
  FULL,
  /** What arrives after its first start. */
  INCREMENTAL,
  /** Everything, and on without end. */
  FULL_INCREMENTAL;

  /** As it stands in a pipeline file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '+');
  }

  /** Whether the end of every partition is captured at the start, and is where reading ends. */
  public boolean bounded() {
    return this == FULL;
  }
}
