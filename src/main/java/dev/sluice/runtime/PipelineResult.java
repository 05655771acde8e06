package dev.sluice.runtime;

import java.time.Duration;

/**
 * What became of a pipeline.
 *
 * @param books of everything whose position is saved
 * @param retries how often a lane went back to its checkpoint
 * @param duration from start to end
 */
public record PipelineResult(
    PipelinePlan plan, Ending ending, Books books, long retries, Duration duration) {

  /** What became of it when a later definition of it, too, has ended. */
  PipelineResult and(PipelineResult later) {
    return new PipelineResult(
        later.plan,
        later.ending,
        books.plus(later.books),
        retries + later.retries,
        duration.plus(later.duration));
  }
}
