package dev.sluice.simulation;

import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The transaction coordinator of the target's cluster: each slot has one newest holder, and what
 * that writes is seen when it commits.
 */
final class SimTransactions {
  static final int SLOTS = 3;

  /** As the brokers end a transaction that nobody ends: some 23 records of a slow target. */
  private static final long TIMEOUT = Duration.ofSeconds(8).toNanos();

  private record Written(String target, SimWriter writer, int session, Message message) {}

  private static final class Slot {
    private int epoch;
    private boolean spoilt;
    private long openSince = -1;
    private final List<Written> pending = new ArrayList<>();

    void end() {
      pending.clear();
      spoilt = false;
      openSince = -1;
    }
  }

  private final SimWorld world;
  private final Map<Integer, Slot> slots = new TreeMap<>();

  SimTransactions(SimWorld world) {
    this.world = world;
  }

  static int slot(Partition partition) {
    return partition.index() % SLOTS;
  }

  /** Fences the slot's holder and aborts what it left open; the new holder's epoch. */
  int begin(int slot) {
    Slot found = slots.computeIfAbsent(slot, each -> new Slot());
    if (!world.is(Mutant.FENCES_NOBODY) || found.epoch == 0) {
      found.epoch++;
      found.end();
    }
    return found.epoch;
  }

  /** Something is written in the slot's transaction; whether its writer still holds the slot. */
  boolean write(
      int number, int epoch, String target, SimWriter writer, int session, Message message) {
    Slot slot = slots.get(number);
    if (slot.epoch != epoch) {
      return false;
    }
    if (slot.openSince < 0) {
      slot.openSince = world.now();
    }
    slot.pending.add(new Written(target, writer, session, message));
    return true;
  }

  /** A record of the slot's transaction was refused: it can only be aborted. */
  void spoil(int slot, int epoch) {
    if (slots.get(slot).epoch == epoch) {
      slots.get(slot).spoilt = true;
    }
  }

  boolean isSpoilt(int slot, int epoch) {
    return slots.get(slot).epoch == epoch && slots.get(slot).spoilt;
  }

  /** Ends those that have been open for too long. */
  void expire(long now) {
    for (Slot slot : slots.values()) {
      if (slot.openSince >= 0 && now - slot.openSince > TIMEOUT) {
        slot.epoch++;
        slot.end();
      }
    }
  }

  /** Nobody ended one of them for long. */
  void timeOut(int choice) {
    List<Slot> all = List.copyOf(slots.values());
    if (!all.isEmpty()) {
      Slot slot = all.get(choice % all.size());
      slot.epoch++;
      slot.end();
    }
  }

  boolean holds(int slot, int epoch) {
    return slots.get(slot).epoch == epoch;
  }

  void abort(int slot) {
    if (!world.is(Mutant.ABORTS_NOTHING)) {
      slots.get(slot).end();
    }
  }

  /** Records and positions are seen, at once. */
  void commit(int slot, Map<Partition, Position> positions) {
    Slot committed = slots.get(slot);
    for (Written written : committed.pending) {
      world
          .judge()
          .arrived(written.target(), written.writer(), written.session(), written.message());
    }
    committed.end();
    Map<Partition, Position> before = new HashMap<>(world.kept().load().positions());
    world.kept().claim("slots", positions.keySet());
    world.kept().save("slots", positions);
    world.judge().saved(before, positions);
  }
}
