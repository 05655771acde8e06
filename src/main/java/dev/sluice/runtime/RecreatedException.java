package dev.sluice.runtime;

import dev.sluice.message.Partition;
import java.util.Set;

/** Topics are not the ones any more that positions were taken in. */
final class RecreatedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RecreatedException(Set<Partition> partitions) {
    super("recreated: " + partitions, null, false, false);
  }
}
