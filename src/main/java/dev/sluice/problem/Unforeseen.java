package dev.sluice.problem;

import org.jspecify.annotations.Nullable;

/** What to tell of an error that nobody foresaw: the heap is exhausted, or it is our mistake. */
public final class Unforeseen {
  /** What gives lanes more room. */
  public static final String MORE_HEAP =
      "Give the process more heap (SLUICE_JAVA_OPTS=-Xmx1g, or -Xmx1g for the native binary), or"
          + " lower memory of its pipelines";

  private Unforeseen() {}

  /**
   * Explains one.
   *
   * @param what it has done, such as "a mistake in Sluice stopped the pipeline"
   */
  public static Trouble of(@Nullable Throwable error, String what) {
    return isHeap(error)
        ? new Trouble(
            ProblemCode.HEAP,
            "the heap of "
                + (Runtime.getRuntime().maxMemory() >> 20)
                + " MB is exhausted: it must hold the memory of each lane that runs (memory x"
                + " parallelism of each pipeline), and the largest record",
            MORE_HEAP)
        : new Trouble(
            ProblemCode.BUG, what + ": " + error, "Please report it, with the output of --verbose");
  }

  /** Whether it comes from an exhausted heap. */
  public static boolean isHeap(@Nullable Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      if (each instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }
}
