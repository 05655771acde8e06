package dev.sluice.runtime;

import dev.sluice.message.Partition;
import java.util.Set;

/** Before a save: topics are not the ones any more that their positions were taken in. */
final class RecreatedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Set<Partition> partitions;

  RecreatedException(Set<Partition> partitions) {
    super("recreated: " + partitions, null, false, false);
    this.partitions = Set.copyOf(partitions);
  }

  Set<Partition> partitions() {
    return partitions;
  }
}
