package dev.sluice.checkpoint.kafka;

import dev.sluice.checkpoint.Pin;
import dev.sluice.message.Bounds;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the entries of a group's committed offsets say together. */
final class GroupOffsets {
  private GroupOffsets() {}

  /** The checkpoint that lies in entries; a full sync that reached its bounds still has them. */
  static Checkpoint checkpoint(Map<Partition, GroupEntry> found) {
    Map<Partition, GroupEntry> entries = settled(found);
    Map<Partition, Position> positions = new HashMap<>();
    entries.forEach((partition, entry) -> {
      if (entry.position() != null) {
        positions.put(partition, entry.position());
      }
    });
    return new Checkpoint(
        earliest(entries, GroupEntry::firstStartedAt),
        bounds(entries),
        latest(entries, GroupEntry::fullCompleted),
        entries.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getValue().fingerprint())
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null),
        null,
        positions);
  }

  /** The offsets that lie in entries without anything of ours. */
  static Map<Partition, Long> plain(Map<Partition, GroupEntry> found) {
    Map<Partition, Long> plain = new HashMap<>();
    found.forEach((partition, entry) -> {
      if (entry.isPlain()) {
        plain.put(partition, Objects.requireNonNull(entry.position()).next());
      }
    });
    return plain;
  }

  /** Parts of a pin whose last part never came are not there. */
  private static Map<Partition, GroupEntry> settled(Map<Partition, GroupEntry> found) {
    Set<Instant> whole =
        found.values().stream()
            .filter(entry -> entry.provisional() == null)
            .flatMap(entry -> Stream.of(entry.firstStartedAt(), entry.capturedAt()))
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    Map<Partition, GroupEntry> settled = new HashMap<>();
    found.forEach((partition, entry) -> {
      Instant pin = entry.provisional();
      if (pin == null || whole.contains(pin)) {
        settled.put(partition, entry);
      } else if (!pin.equals(entry.firstStartedAt())) {
        settled.put(partition, withoutBound(entry));
      }
    });
    return settled;
  }

  private static GroupEntry withoutBound(GroupEntry entry) {
    return new GroupEntry(
        entry.firstStartedAt(),
        entry.fullCompleted(),
        entry.fingerprint(),
        null,
        null,
        null,
        entry.position());
  }

  private static @Nullable Bounds bounds(Map<Partition, GroupEntry> entries) {
    Instant capturedAt = latest(entries, GroupEntry::capturedAt);
    if (capturedAt == null) {
      return null;
    }
    Map<Partition, Long> ends = new HashMap<>();
    entries.forEach((partition, entry) -> {
      if (capturedAt.equals(entry.capturedAt()) && entry.end() != null) {
        ends.put(partition, entry.end());
      }
    });
    return new Bounds(capturedAt, ends);
  }

  private static @Nullable Instant earliest(
      Map<Partition, GroupEntry> entries, Function<GroupEntry, @Nullable Instant> moment) {
    return moments(entries.values(), moment).min(Comparator.naturalOrder()).orElse(null);
  }

  private static @Nullable Instant latest(
      Map<Partition, GroupEntry> entries, Function<GroupEntry, @Nullable Instant> moment) {
    return moments(entries.values(), moment).max(Comparator.naturalOrder()).orElse(null);
  }

  private static Stream<Instant> moments(
      Collection<GroupEntry> entries, Function<GroupEntry, @Nullable Instant> moment) {
    return entries.stream().map(moment).filter(Objects::nonNull).map(Objects::requireNonNull);
  }

  /**
   * What is known when entries are read again: those that were deleted with their topic are not
   * forgotten while the process runs. Else the new topic would look like one that was never read
   * (invariant 7).
   *
   * @param deleted the partitions of these
   */
  static Checkpoint remembering(Checkpoint known, Checkpoint found, Set<Partition> deleted) {
    if (deleted.isEmpty()) {
      return found;
    }
    Map<Partition, Position> positions = new HashMap<>(known.positions());
    positions.keySet().retainAll(deleted);
    positions.putAll(found.positions());
    boolean all = found.firstStartedAt() == null;
    return new Checkpoint(
        all ? known.firstStartedAt() : found.firstStartedAt(),
        all ? known.bounds() : together(known.bounds(), found.bounds()),
        all ? known.fullCompleted() : found.fullCompleted(),
        all ? known.fingerprint() : found.fingerprint(),
        null,
        positions);
  }

  private static @Nullable Bounds together(@Nullable Bounds known, @Nullable Bounds found) {
    if (known == null || found == null || !known.capturedAt().equals(found.capturedAt())) {
      return found;
    }
    Map<Partition, Long> ends = new HashMap<>(known.ends());
    ends.putAll(found.ends());
    return new Bounds(found.capturedAt(), ends);
  }

  /** A full sync whose bounds are all reached is complete; nobody writes that down. */
  static Checkpoint completed(Checkpoint checkpoint) {
    Bounds bounds = checkpoint.bounds();
    return bounds == null || !bounds.reachedBy(checkpoint.positions())
        ? checkpoint
        : new Pin.Completed(bounds.capturedAt(), bounds.capturedAt()).applyTo(checkpoint);
  }
}
