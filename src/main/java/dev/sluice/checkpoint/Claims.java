package dev.sluice.checkpoint;

import dev.sluice.message.Partition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Who owns which partition, for stores that know all owners. For one thread at a time. */
public final class Claims {
  private final Map<Partition, String> owners = new HashMap<>();

  /** Makes an owner the only one. */
  public void claim(String owner, Collection<Partition> partitions) {
    partitions.forEach(partition -> owners.put(partition, owner));
  }

  /** Lets partitions go that are still the owner's. */
  public void release(String owner, Collection<Partition> partitions) {
    partitions.forEach(partition -> owners.remove(partition, owner));
  }

  /** Refuses an owner that does not hold all of them. */
  public void check(String owner, Collection<Partition> partitions) {
    Set<Partition> lost =
        partitions.stream()
            .filter(partition -> !owner.equals(owners.get(partition)))
            .collect(Collectors.toSet());
    if (!lost.isEmpty()) {
      throw new ClaimLostException(lost);
    }
  }
}
