package dev.sluice.simulation;

import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Refusal;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A producer to the simulated target: what is handed over arrives later, and is answered later. */
final class SimWriter implements Writer {
  /** With the epoch of its slot, where it is written in a transaction. */
  private record Sent(Message message, long arrivesAt, int slot, int epoch) {}

  private final SimWorld world;
  private final String process;
  private final String target;
  private final @Nullable SimSlotLedger slots;
  private final Deque<Sent> queue = new ArrayDeque<>();
  private final List<Refusal> refused = new ArrayList<>();
  private long answeredAt;
  private int session;
  private boolean fenced;

  SimWriter(SimWorld world, String process, String target, @Nullable SimSlotLedger slots) {
    this.slots = slots;
    this.world = world;
    this.process = process;
    this.target = target;
    world.writers().add(this);
  }

  String process() {
    return process;
  }

  @Override
  public void prepare(Partition source) {
    world.callThatMayFail("asking the target");
  }

  @Override
  public void write(List<Message> messages) {
    world.callThatMayFail("writing");
    long at = queue.isEmpty() ? world.now() : queue.peekLast().arrivesAt();
    for (Message message : messages) {
      at = Math.max(at, world.now()) + world.taking();
      queue.add(
          new Sent(message, at, slots == null ? 0 : slots.slot(message.source()), epoch(message)));
    }
  }

  private int epoch(Message message) {
    int epoch = slots == null ? 0 : slots.epoch(message.source());
    if (epoch < 0) {
      throw new RetryableException(
          new Trouble(ProblemCode.UNREACHABLE, "the slot is not held", null), null);
    }
    return epoch;
  }

  @Override
  public boolean hasRoom() {
    return queue.size() < 40;
  }

  @Override
  public Settlement settle(Duration wait) {
    world.callThatMayFail("settling");
    long deadline = world.now() + wait.toNanos();
    while (unanswered() && world.now() < deadline) {
      world.sleep(Math.min(deadline, world.now() + 5_000_000));
    }
    if (fenced && refused.isEmpty()) {
      throw new FencedException("fenced");
    }
    List<Refusal> taken = List.copyOf(refused);
    refused.clear();
    return new Settlement(!unanswered() || world.is(Mutant.SETTLES_EARLY), taken);
  }

  private boolean unanswered() {
    return !queue.isEmpty() || answeredAt > world.now();
  }

  /** Lets arrive what is due: a batch with a bad record in it is refused as a whole. */
  void deliver(long now, boolean away) {
    if (away) {
      return;
    }
    List<Sent> batch = new ArrayList<>();
    while (!queue.isEmpty() && queue.peekFirst().arrivesAt() <= now) {
      batch.add(queue.pollFirst());
    }
    if (batch.isEmpty()) {
      return;
    }
    if (world.is(Mutant.OVERTAKES)) {
      Collections.reverse(batch);
    }
    answeredAt = now + world.latency();
    Set<Long> poison = world.poison();
    boolean spoilt =
        target.equals(SimStages.TARGET)
            && batch.stream().anyMatch(sent -> poison.contains(sent.message().offset()));
    for (Sent sent : batch) {
      Message message = sent.message();
      if (spoilt) {
        refused.add(
            new Refusal(
                message,
                "refused",
                false,
                new Trouble(ProblemCode.REFUSED_RECORD, "refused", null)));
        spoil(sent);
      } else {
        arrive(sent);
      }
    }
  }

  private void spoil(Sent sent) {
    if (slots != null) {
      world.transactions().spoil(sent.slot(), sent.epoch());
    }
  }

  private void arrive(Sent sent) {
    if (slots == null) {
      world.judge().arrived(target, this, session, sent.message());
    } else if (!world
        .transactions()
        .write(sent.slot(), sent.epoch(), target, this, session, sent.message())) {
      fenced = true;
    }
  }

  /** The process died, or gave up: some of what was on the wire arrives all the same. */
  void crash() {
    int onTheWire = queue.isEmpty() ? 0 : world.random().nextInt(queue.size() + 1);
    for (int i = 0; i < onTheWire; i++) {
      Sent sent = queue.pollFirst();
      if (!world.poison().contains(sent.message().offset()) || !target.equals(SimStages.TARGET)) {
        arrive(sent);
      }
    }
    queue.clear();
  }

  /** The process was stopped: nothing more leaves it before it goes on. */
  void hold(long until) {
    List<Sent> held = new ArrayList<>(queue);
    queue.clear();
    held.forEach(sent ->
        queue.add(
            new Sent(
                sent.message(), Math.max(sent.arrivesAt(), until), sent.slot(), sent.epoch())));
  }

  @Override
  public void discard() {
    if (!world.is(Mutant.ABORTS_NOTHING)) {
      queue.clear();
    }
    refused.clear();
    fenced = false;
    answeredAt = 0;
    session++;
  }

  @Override
  public void close() {
    queue.clear();
    world.writers().remove(this);
  }
}
