package dev.sluice.runtime;

import dev.sluice.graph.Graph;
import dev.sluice.sync.SyncMode;
import java.time.Duration;

/**
 * What the runtime must know of a pipeline.
 *
 * @param lanes for each cluster that is read
 * @param interval the longest that an epoch lasts
 * @param records the most that an epoch holds, as far as batches allow
 * @param retryFor how long passing faults are retried without any progress; null for ever
 */
public record PipelinePlan(
    Graph graph,
    int lanes,
    Duration interval,
    long records,
    @org.jspecify.annotations.Nullable Duration retryFor) {
  /** The pipeline's name. */
  public String name() {
    return graph.pipeline().name();
  }

  /** The checkpoint key. */
  public String id() {
    return graph.pipeline().id();
  }

  /** Bytes that a lane may hold. */
  public long memory() {
    return graph.pipeline().memory();
  }

  /** What it reads. */
  public SyncMode mode() {
    return graph.pipeline().sync();
  }
}
