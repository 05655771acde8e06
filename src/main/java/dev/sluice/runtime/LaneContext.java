package dev.sluice.runtime;

import dev.sluice.stage.Source;
import java.time.Instant;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a lane works with.
 *
 * @param name of the lane, for threads and clients
 * @param number among the lanes of its source
 * @param owner a random token that no other lane of any runner has
 * @param run when the bounds of this full sync were captured; else null
 */
record LaneContext(
    PipelinePlan plan,
    Stages stages,
    Source source,
    String name,
    int number,
    String owner,
    @Nullable Instant run,
    RunClock clock,
    RandomGenerator random,
    Control control,
    Pulse pulse,
    RunEvent.Sink events) {

  String pipeline() {
    return plan.name();
  }

  /** The ids of all clusters that the pipeline reads. */
  Set<String> clusters() {
    return stages.sources().stream().map(Source::cluster).collect(Collectors.toSet());
  }
}
