package dev.sluice.runtime;

import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a lane stands in each of its partitions. Belongs to the lane's thread. */
final class Tracks {
  private final Map<Partition, Track> tracks = new TreeMap<>();

  /** A partition is the lane's from now on; whatever was known of it is not. */
  void add(Partition partition) {
    tracks.put(partition, new Track());
  }

  /** A partition has left; whether it was the lane's. */
  boolean remove(Partition partition) {
    return tracks.remove(partition) != null;
  }

  void clear() {
    tracks.clear();
  }

  /** The track of a partition, or null where it is not the lane's. */
  @Nullable Track get(Partition partition) {
    return tracks.get(partition);
  }

  /** Whether this very track, not a later one of the same partition, is still being read. */
  boolean isReading(Partition partition, Track track) {
    return track.is(Track.State.READING) && track.equals(tracks.get(partition));
  }

  /** All that are the lane's. */
  Set<Partition> all() {
    return new TreeSet<>(tracks.keySet());
  }

  int size() {
    return tracks.size();
  }

  void forEach(BiConsumer<Partition, Track> does) {
    tracks.forEach(does);
  }

  Set<Partition> in(Track.State state) {
    Set<Partition> found = new TreeSet<>();
    tracks.forEach((partition, track) -> {
      if (track.is(state)) {
        found.add(partition);
      }
    });
    return found;
  }

  /** Where logs were cut off below the positions that partitions had. */
  Map<Partition, Long> cutOff() {
    return known(Track::cutAt);
  }

  /** All go back to the last checkpoint. */
  void goBack() {
    tracks.values().forEach(Track::goBack);
  }

  /** The positions that the next checkpoint must hold and the last one does not. */
  Map<Partition, Position> unsaved() {
    return known(Track::unsaved);
  }

  /** These positions are in the store. */
  void saved(Map<Partition, Position> positions) {
    positions.forEach((partition, position) -> {
      Track track = tracks.get(partition);
      if (track != null) {
        track.saved(position);
      }
    });
  }

  /** Where partitions go on after a crash: what is before that is delivered and saved. */
  Map<Partition, Position> saved() {
    return known(Track::saved);
  }

  /** Where reading goes on, in the partitions where that is decided. */
  Map<Partition, Position> reached() {
    return known(Track::reached);
  }

  /** Whether it is these partitions, and no others, where {@link #reached} is decided. */
  boolean reachedAre(Set<Partition> partitions) {
    int decided = 0;
    for (Map.Entry<Partition, Track> each : tracks.entrySet()) {
      if (each.getValue().reached() != null) {
        if (!partitions.contains(each.getKey())) {
          return false;
        }
        decided++;
      }
    }
    return decided == partitions.size();
  }

  private <T> Map<Partition, T> known(Function<Track, @Nullable T> property) {
    Map<Partition, T> known = new TreeMap<>();
    tracks.forEach((partition, track) -> {
      T value = property.apply(track);
      if (value != null) {
        known.put(partition, value);
      }
    });
    return known;
  }
}
