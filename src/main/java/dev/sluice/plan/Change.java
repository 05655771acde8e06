package dev.sluice.plan;

import java.util.Locale;

/** How a pipeline's definition differs from the one it is compared with. */
public enum Change {
  /** In what it means. */
  CHANGED,
  /** It was not there. */
  NEW,
  /** It is not there any more. */
  REMOVED,
  /** At most in its layout. */
  UNCHANGED;

  /** As in JSON. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
