package dev.sluice.observe;

import dev.sluice.problem.Trouble;
import dev.sluice.runtime.RunEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Remembers of events what a picture of the present needs. For any thread. */
public final class Journal implements RunEvent.Sink {
  private final Map<String, Map<String, Trouble>> troubles = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> drifts = new ConcurrentHashMap<>();

  @Override
  public void accept(RunEvent event) {
    switch (event) {
      case RunEvent.Retrying retrying ->
          ofLanes(event.pipeline()).put(retrying.lane(), retrying.trouble());
      case RunEvent.Recovered recovered -> ofLanes(event.pipeline()).remove(recovered.lane());
      case RunEvent.Ended _ -> troubles.remove(event.pipeline());
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

  /** How many fields of what a pipeline reads have changed their type. */
  public long drifts(String pipeline) {
    LongAdder count = drifts.get(pipeline);
    return count == null ? 0 : count.sum();
  }
}
