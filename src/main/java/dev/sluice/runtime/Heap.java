package dev.sluice.runtime;

import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.problem.Unforeseen;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The heap of this process, and what lanes may hold of it. */
public final class Heap {
  private Heap() {}

  /**
   * What to tell before anything is read, where all lanes together may hold more than there is;
   * null where they may not.
   */
  public static @Nullable Trouble tooSmall(Collection<PipelinePlan> plans) {
    long wanted = plans.stream().mapToLong(each -> each.memory() * each.lanes()).sum();
    long there = Runtime.getRuntime().maxMemory();
    return wanted <= there
        ? null
        : new Trouble(
            ProblemCode.HEAP,
            "the heap has "
                + megabytes(there)
                + ", and the lanes of "
                + plans.size()
                + (plans.size() == 1 ? " pipeline" : " pipelines")
                + " may hold "
                + megabytes(wanted)
                + " (memory x parallelism) when all are busy",
            Unforeseen.MORE_HEAP);
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }
}
