package dev.sluice.simulation;

import dev.sluice.message.Message;
import dev.sluice.problem.ProblemCode;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Refusal;
import dev.sluice.stage.Settlement;
import dev.sluice.stage.Writer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** A producer to the simulated target: what is handed over arrives later, and is answered later. */
final class SimWriter implements Writer {
  private record Sent(Message message, long arrivesAt) {}

  private final SimWorld world;
  private final String process;
  private final String target;
  private final Deque<Sent> queue = new ArrayDeque<>();
  private final List<Refusal> refused = new ArrayList<>();
  private long answeredAt;
  private int session;

  SimWriter(SimWorld world, String process, String target) {
    this.world = world;
    this.process = process;
    this.target = target;
    world.writers().add(this);
  }

  String process() {
    return process;
  }

  @Override
  public void write(List<Message> messages) {
    world.callThatMayFail("writing");
    long at = queue.isEmpty() ? world.now() : queue.peekLast().arrivesAt();
    for (Message message : messages) {
      at = Math.max(at, world.now()) + world.latency();
      queue.add(new Sent(message, at));
    }
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
    List<Refusal> taken = List.copyOf(refused);
    refused.clear();
    return new Settlement(!unanswered(), taken);
  }

  private boolean unanswered() {
    return !queue.isEmpty() || answeredAt > world.now();
  }

  /** Lets arrive what is due: a batch with a bad record in it is refused as a whole. */
  void deliver(long now, boolean away) {
    if (away) {
      return;
    }
    List<Message> batch = new ArrayList<>();
    while (!queue.isEmpty() && queue.peekFirst().arrivesAt() <= now) {
      batch.add(queue.pollFirst().message());
    }
    if (batch.isEmpty()) {
      return;
    }
    answeredAt = now + world.latency();
    Set<Long> poison = world.poison();
    boolean spoilt =
        target.equals(SimStages.TARGET)
            && batch.stream().anyMatch(message -> poison.contains(message.offset()));
    for (Message message : batch) {
      if (spoilt) {
        refused.add(
            new Refusal(
                message, "refused", new Trouble(ProblemCode.REFUSED_RECORD, "refused", null)));
      } else {
        world.judge().arrived(target, this, session, message);
      }
    }
  }

  /** The process died, or gave up: some of what was on the wire arrives all the same. */
  void crash() {
    int onTheWire = queue.isEmpty() ? 0 : world.random().nextInt(queue.size() + 1);
    for (int i = 0; i < onTheWire; i++) {
      Message message = queue.pollFirst().message();
      if (!world.poison().contains(message.offset()) || !target.equals(SimStages.TARGET)) {
        world.judge().arrived(target, this, session, message);
      }
    }
    queue.clear();
  }

  /** The process was stopped: nothing more leaves it before it goes on. */
  void hold(long until) {
    List<Sent> held = new ArrayList<>(queue);
    queue.clear();
    held.forEach(sent -> queue.add(new Sent(sent.message(), Math.max(sent.arrivesAt(), until))));
  }

  @Override
  public void discard() {
    queue.clear();
    refused.clear();
    answeredAt = 0;
    session++;
  }

  @Override
  public void close() {
    queue.clear();
    world.writers().remove(this);
  }
}
