package dev.sluice.simulation;

import dev.sluice.checkpoint.ClaimLostException;
import dev.sluice.message.Partition;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A lane's place in the group: the group takes what its members say alone. */
final class SimSeat {
  private final SimWorld world;
  private @Nullable SimReader reader;

  SimSeat(SimWorld world) {
    this.world = world;
  }

  SimReader take(SimReader opened) {
    reader = opened;
    return opened;
  }

  /**
   * Whether the group is as the member last saw it.
   *
   * @throws ClaimLostException where the group has gone on without the member
   */
  boolean admits(Set<Partition> partitions) {
    SimReader member = java.util.Objects.requireNonNull(reader);
    if (world.is(Mutant.ADMITS_STRANGERS)) {
      return true;
    }
    if (!world.group().contains(member)) {
      throw new ClaimLostException(partitions);
    }
    return world.group().isCurrent(member);
  }

  /** What a group would forget: saved again without having moved. */
  Set<Partition> fading() {
    Set<Partition> fading = new HashSet<>();
    if (reader != null) {
      world.group().owned(reader).stream()
          .filter(partition -> world.random().nextInt(20) == 0)
          .forEach(fading::add);
    }
    return fading;
  }
}
