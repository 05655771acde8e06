package dev.sluice.simulation;

import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.runtime.Books;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds every step against the invariants. */
final class Judge {
  private record Place(String topicId, Partition partition) {}

  private record Session(SimWriter writer, int number, Place place) {}

  private final SimWorld world;
  private final Map<Place, Set<Long>> arrived = new HashMap<>();
  private final Map<Session, Long> lastInSession = new HashMap<>();
  private final Map<Partition, Position> stored = new HashMap<>();
  private final List<String> duplicates = new ArrayList<>();

  Judge(SimWorld world) {
    this.world = world;
  }

  /** What the filter drops. */
  static boolean filtered(long offset) {
    return offset % 5 == 3;
  }

  /**
   * A record has arrived: unaltered (invariant 5), and not behind its producer's last (invariant
   * 4).
   */
  void arrived(String target, SimWriter writer, int session, Message message) {
    SimLog log = logOf(message);
    byte[] original = log.records().get(message.offset());
    require(
        original == null || Arrays.equals(original, message.valueBytes()),
        "invariant 5: " + message.coordinates() + " arrived altered");
    require(!filtered(message.offset()), "a filtered record arrived: " + message.coordinates());
    Place place = new Place(log.topicId(), message.source());
    if (!arrived.computeIfAbsent(place, each -> new HashSet<>()).add(message.offset())) {
      duplicates.add(message.coordinates());
    }
    if (target.equals(SimStages.TARGET)) {
      Session in = new Session(writer, session, place);
      Long last = lastInSession.put(in, message.offset());
      require(
          last == null || last < message.offset(),
          "invariant 4: " + message.coordinates() + " arrived after offset " + last);
    }
  }

  /** Values name the topic id that they were written under. */
  private SimLog logOf(Message message) {
    String value = new String(message.valueBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return world.cluster().log(message.source(), value.substring(0, value.indexOf('/')));
  }

  /** Positions were saved: everything before them is settled (invariants 1, 2 and 7). */
  void saved(Map<Partition, Position> before, Map<Partition, Position> now) {
    now.forEach((partition, position) -> {
      SimLog log = world.cluster().log(partition, String.valueOf(position.topicId()));
      Position old = before.get(partition);
      boolean same = old != null && String.valueOf(old.topicId()).equals(log.topicId());
      long from = same ? Math.min(old.next(), position.next()) : position.first();
      require(
          old == null || same || world.rules().recreated() == dev.sluice.sync.Recreated.RESTART,
          "invariant 7: the position of a recreated topic was replaced unasked");
      require(
          !same || position.next() >= old.next(),
          "a position went back: " + partition + " " + old + " -> " + position);
      Set<Long> there = arrived.getOrDefault(new Place(log.topicId(), partition), Set.of());
      for (long offset : log.records().subMap(from, position.next()).keySet()) {
        require(
            filtered(offset) || there.contains(offset),
            "invariants 1 and 2: "
                + partition
                + "@"
                + offset
                + " is not written, but saved as "
                + position.next());
      }
      stored.put(partition, position);
    });
  }

  /** The source was told: only what is saved (invariant 3). */
  void told(Map<Partition, Position> positions) {
    positions.forEach((partition, position) -> {
      Position saved = world.kept().load().positions().get(partition);
      require(
          saved != null && position.next() <= saved.next()
              || saved != null
                  && !String.valueOf(saved.topicId()).equals(String.valueOf(position.topicId())),
          "invariant 3: told " + position + ", saved " + saved);
    });
  }

  /** The books of a lane balance (invariant 6). */
  void balanced(Books books) {
    require(books.balance(), "invariant 6: the books do not balance: " + books);
  }

  List<String> duplicates() {
    return duplicates;
  }

  /**
   * Whether everything before a position, in the log that it is of, has arrived or was filtered.
   */
  boolean complete(Partition partition, Position position) {
    SimLog log = world.cluster().log(partition, String.valueOf(position.topicId()));
    Set<Long> there = arrived.getOrDefault(new Place(log.topicId(), partition), Set.of());
    return log.records().subMap(position.first(), position.next()).keySet().stream()
        .allMatch(offset -> filtered(offset) || there.contains(offset));
  }

  void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
