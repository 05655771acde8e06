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
    PipelinePlan plan, Ending ending, Books books, long retries, Duration duration) {}
