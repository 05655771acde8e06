package dev.sluice.observe;

import dev.sluice.problem.Trouble;
import dev.sluice.runtime.RunEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Remembers of events what a picture of the present needs. For any thread. */
public final class Journal implements RunEvent.Sink {
  private final Map<String, Map<String, Trouble>> troubles = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> drifts = new ConcurrentHashMap<>();
  private final Map<String, Long> nextTries = new ConcurrentHashMap<>();

  @Override
  public void accept(RunEvent event) {
    switch (event) {
      case RunEvent.Retrying retrying ->
          ofLanes(event.pipeline()).put(retrying.lane(), retrying.trouble());
      case RunEvent.Recovered recovered -> ofLanes(event.pipeline()).remove(recovered.lane());
      case RunEvent.Ended _ -> {
        troubles.remove(event.pipeline());
        nextTries.remove(event.pipeline());
      }
      case RunEvent.NextTry next ->
          nextTries.put(event.pipeline(), System.nanoTime() + next.pause().toNanos());
      case RunEvent.Drift _ ->
          drifts.computeIfAbsent(event.pipeline(), _ -> new LongAdder()).increment();
      case RunEvent.PartitionStarted _,
          RunEvent.PartitionWaits _,
          RunEvent.PartitionLeft _,
          RunEvent.Note _,
          RunEvent.Warning _,
          RunEvent.Passed _,
          RunEvent.Bug _ -> {}
    }
  }

  private Map<String, Trouble> ofLanes(String pipeline) {
    return troubles.computeIfAbsent(pipeline, _ -> new ConcurrentSkipListMap<>());
  }

  /** What a pipeline retries for, of several lanes the first's; null where nothing. */
  @Nullable Trouble trouble(String pipeline) {
    return troubles.getOrDefault(pipeline, Map.of()).values().stream().findFirst().orElse(null);
  }

  /** How long until a pipeline that has failed is tried again; empty where it is not. */
  Optional<Duration> nextTry(String pipeline) {
    return Optional.ofNullable(nextTries.get(pipeline))
        .map(at -> Duration.ofNanos(Math.max(0, at - System.nanoTime())));
  }

  /** How many fields of what a pipeline reads have changed their type. */
  public long drifts(String pipeline) {
    LongAdder count = drifts.get(pipeline);
    return count == null ? 0 : count.sum();
  }
}
