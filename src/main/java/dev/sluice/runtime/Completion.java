package dev.sluice.runtime;

import dev.sluice.checkpoint.Pin;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.LogRange;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.stage.Source;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Protocol 12: a full sync has ended when every position of the pipeline has reached its bound. */
final class Completion {
  private final LaneContext context;

  Completion(LaneContext context) {
    this.context = context;
  }

  /** Whether the full sync that this run belongs to has ended; records it once. */
  boolean check() {
    Checkpoint checkpoint = context.stages().store().load();
    Bounds bounds = checkpoint.bounds();
    if (bounds == null || !bounds.capturedAt().equals(context.run())) {
      return true;
    }
    if (!bounds.reachedBy(checkpoint.positions())) {
      refuseVanished(bounds, checkpoint.positions());
      return false;
    }
    if (!allLieInTheirLogs(bounds, checkpoint.positions())) {
      return false;
    }
    var _ =
        context
            .stages()
            .store()
            .pin(
                new Pin.Completed(
                    bounds.capturedAt(), context.clock().now().truncatedTo(ChronoUnit.MILLIS)));
    return true;
  }

  /**
   * A position from before, in a topic that was created again or in a log that was cut off, has
   * reached nothing: whoever gets its partition decides what that means (rows 2 and 3).
   */
  private boolean allLieInTheirLogs(Bounds bounds, Map<Partition, Position> positions) {
    Map<Partition, LogRange> logs = new HashMap<>();
    for (Source source : context.stages().sources()) {
      logs.putAll(
          source.describe(
              bounds.ends().keySet().stream()
                  .filter(each -> each.cluster().equals(source.cluster()))
                  .map(Partition::topic)
                  .collect(Collectors.toSet())));
    }
    return bounds.ends().keySet().stream()
        .filter(logs::containsKey)
        .allMatch(partition -> {
          Position position = positions.get(partition);
          LogRange log = logs.get(partition);
          return position != null
              && log != null
              && log.isLogOf(position)
              && position.next() <= log.highWatermark();
        });
  }

  /**
   * A partition that is not there any more never reaches its bound: that is said, not waited for.
   */
  private void refuseVanished(Bounds bounds, Map<Partition, Position> positions) {
    for (Source source : context.stages().sources()) {
      Set<Partition> behind =
          bounds.ends().entrySet().stream()
              .filter(end -> end.getKey().cluster().equals(source.cluster()))
              .filter(end -> {
                Position position = positions.get(end.getKey());
                return position == null || position.next() < end.getValue();
              })
              .map(Map.Entry::getKey)
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> topics = behind.stream().map(Partition::topic).collect(Collectors.toSet());
      behind.removeIf(source.describe(topics).keySet()::contains);
      if (!behind.isEmpty()) {
        throw new FatalException(
            ProblemCode.MISSING_TOPIC,
            "the full sync cannot reach its end: " + behind + " vanished meanwhile",
            "Reset these positions, or run the pipeline with another sync mode once");
      }
    }
  }
}
