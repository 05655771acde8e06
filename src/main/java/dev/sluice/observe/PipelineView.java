package dev.sluice.observe;

import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.graph.Graph;
import dev.sluice.problem.Trouble;
import dev.sluice.runtime.Books;
import dev.sluice.runtime.LaneStatus;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How one pipeline stands.
 *
 * @param trouble what it fails with, or retries for; null where nothing
 * @param lags by topic; topics of which nothing is known left out
 * @param caughtUp how much of what was there at first has been read, from 0 to 1
 * @param checkpointAge how long ago everything that it had read was settled and saved
 * @param silence for how long a thread of it has shown no sign of going on
 * @param nextTry how long until it is tried again, where it has failed and will be
 * @param drifts how many fields of what it reads have changed their type
 */
public record PipelineView(
    Graph graph,
    State state,
    @Nullable Trouble trouble,
    LaneStatus lanes,
    Map<String, Lag> lags,
    OptionalDouble caughtUp,
    Duration checkpointAge,
    Duration silence,
    Optional<Duration> nextTry,
    long drifts) {
  /** Keeps a copy. */
  public PipelineView {
    lags = Map.copyOf(lags);
  }

  /** The pipeline's name. */
  public String name() {
    return graph.pipeline().name();
  }

  /** How far behind it is over all topics; empty where that is not known. */
  public OptionalLong lag() {
    return lags.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(lags.values().stream().mapToLong(Lag::records).sum());
  }

  /** How many offsets of the lag wait behind transactions that are open at the source. */
  public long held() {
    return lags.values().stream().mapToLong(Lag::held).sum();
  }

  /** How many source partitions this runner reads of it. */
  public int partitions() {
    return state.ended() ? 0 : lanes.positions().size();
  }

  /** How many records its sources have read. */
  public long read() {
    return overSources(name -> lanes.books().stage(name).in());
  }

  /** How many bytes its sources have read. */
  public long bytesRead() {
    return overSources(name -> lanes.books().stage(name).bytes());
  }

  /** How many records its targets have acknowledged. */
  public long written() {
    return graph.pipeline().targets().stream()
        .map(TargetDefinition::name)
        .mapToLong(name -> lanes.books().stage(name).out())
        .sum();
  }

  /** How many records were skipped, for any reason. */
  public long skipped() {
    return Books.total(lanes.books().skipped());
  }

  /** How many records became dead letters, for any reason. */
  public long deadLettered() {
    return Books.total(lanes.books().deadLettered());
  }

  private long overSources(ToLongFunction<String> of) {
    return graph.pipeline().sources().stream().map(SourceDefinition::name).mapToLong(of).sum();
  }
}
