package dev.sluice.observe;

import java.time.Instant;
import java.util.List;

/**
 * How all pipelines of the process stand at one moment.
 *
 * @param pipelines in the order in which they were started
 */
public record Snapshot(Instant at, List<PipelineView> pipelines) {
  /** Keeps a copy. */
  public Snapshot {
    pipelines = List.copyOf(pipelines);
  }
}
