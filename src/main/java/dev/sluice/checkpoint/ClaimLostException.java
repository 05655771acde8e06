package dev.sluice.checkpoint;

import dev.sluice.message.Partition;
import dev.sluice.problem.FencedException;
import java.util.Set;

/** A save was refused: somebody else has claimed partitions meanwhile. Nothing was saved. */
public final class ClaimLostException extends FencedException {
  private static final long serialVersionUID = 1;

  private final transient Set<Partition> partitions;

  /** With the partitions that are somebody else's now. */
  public ClaimLostException(Set<Partition> partitions) {
    super("claimed by another runner: " + partitions);
    this.partitions = Set.copyOf(partitions);
  }

  /** The partitions that are somebody else's now. */
  public Set<Partition> partitions() {
    return partitions;
  }
}
