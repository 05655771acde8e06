package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a pipeline.
 *
 * @param read how many records its sources have read
 * @param written how many records each of its targets has acknowledged, by name
 * @param books of everything whose position is saved
 * @param retries how often a lane went back to its checkpoint
 * @param duration from start to end
 */
public record PipelineResult(
    PipelinePlan plan,
    Ending ending,
    long read,
    Map<String, Long> written,
    Books books,
    long retries,
    Duration duration) {

  /** As lanes stand at the end. */
  static PipelineResult of(PipelinePlan plan, Ending ending, LaneStatus lanes, Duration duration) {
    Books books = lanes.books();
    Map<String, Long> written = new LinkedHashMap<>();
    for (TargetDefinition target : plan.graph().pipeline().targets()) {
      written.put(target.name(), books.stage(target.name()).out());
    }
    long read =
        plan.graph().pipeline().sources().stream()
            .map(SourceDefinition::name)
            .mapToLong(source -> books.stage(source).in())
            .sum();
    return new PipelineResult(plan, ending, read, written, books, lanes.retries(), duration);
  }

  /**
   * What became of it when a later definition of it, too, has ended: stages may have other names.
   */
  PipelineResult and(PipelineResult later) {
    Map<String, Long> both = new LinkedHashMap<>(written);
    later.written.forEach((target, count) -> both.merge(target, count, Long::sum));
    return new PipelineResult(
        later.plan,
        later.ending,
        read + later.read,
        both,
        books.plus(later.books),
        retries + later.retries,
        duration.plus(later.duration));
  }
}
