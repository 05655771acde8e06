package dev.sluice.runtime;

import dev.sluice.checkpoint.CheckpointStore;
import dev.sluice.checkpoint.Ledger;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Source;
import dev.sluice.stage.Writer;
import dev.sluice.sync.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pipeline is made of while it runs. Safe for the pipeline's threads; what it makes belongs
 * to the lane it is made for. Every call may throw {@link dev.sluice.problem.RetryableException} or
 * {@link dev.sluice.problem.FatalException}.
 */
public interface Stages extends LaneFilters, AutoCloseable {
  /** One for each cluster that is read; always the same objects. */
  List<Source> sources();

  /**
   * Into how many units of ownership exactly once divides the partitions; null where it does not.
   */
  @Nullable Integer slots();

  /** Where the positions are kept; always the same object. */
  CheckpointStore store();

  /** What a source stage says about starting. */
  Rules rules(String source);

  /** What becomes of a record that a target refuses. */
  Policy pushError(String target);

  /**
   * What reads, writes and saves for one lane.
   *
   * @param name of the lane, for clients
   * @param number of the lane among those that read the source
   * @param owner a random token that no other lane of any runner has
   * @param source what it reads
   */
  OfLane lane(String name, int number, String owner, Source source);

  /** What reads, writes and saves for one lane; belongs to its thread. */
  interface OfLane {
    /** A new reader; the one before it has been closed. */
    Reader reader();

    /** How its epochs become lasting; always the same object. */
    Ledger ledger();

    /** A writer to a target. */
    Writer writer(String target);

    /** A writer of dead letters, or null where the pipeline has none. */
    @Nullable Writer deadLetters();
  }

  /** Closes sources and store; lanes have closed what was made for them. Does not throw. */
  @Override
  void close();

  /** Opens them; called again after a passing fault. */
  interface Factory {
    /** Dials; may throw as the calls above. */
    Stages open(RunEvent.Sink events);
  }
}
