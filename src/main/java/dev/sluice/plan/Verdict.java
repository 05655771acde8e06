package dev.sluice.plan;

import java.util.Locale;

/** What a reviewer must know first of a pipeline; the worse the later. */
public enum Verdict {
  /** Nothing is read twice, passed over or gone. */
  SAFE,
  /** Records pass a second time. */
  REPLAYS,
  /** Records that are there are read by nobody. */
  SKIPS,
  /** Records that were never delivered are gone. */
  MAY_LOSE,
  /** The run would refuse. */
  STOPS,
  /** Somebody did not answer, or nobody was asked. */
  UNKNOWN;

  /** As in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
