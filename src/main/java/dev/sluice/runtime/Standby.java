package dev.sluice.runtime;

import dev.sluice.message.Batch;
import dev.sluice.message.Partition;
import dev.sluice.problem.RetryableException;
import dev.sluice.stage.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a lane in its group while it waits for something: it polls with everything paused, keeps
 * what comes all the same, and throws what a callback has met once the poll has returned. Belongs
 * to the lane's thread.
 */
final class Standby {
  private static final Duration POLL = Duration.ofMillis(100);

  private final LaneContext context;
  private final Tracks tracks;
  private final Supplier<@Nullable Reader> reader;
  private final List<Batch> held = new ArrayList<>();
  private @Nullable RuntimeException deferred;

  Standby(LaneContext context, Tracks tracks, Supplier<@Nullable Reader> reader) {
    this.context = context;
    this.tracks = tracks;
    this.reader = reader;
  }

  /** Polls once. */
  void stayMember() {
    pollPaused();
    rethrowDeferred();
  }

  /** Waits out a pause, or until the lane is told to stop. */
  void waitOut(Duration pause) {
    long until = context.clock().nanos() + pause.toNanos();
    while (until - context.clock().nanos() > 0 && !context.control().stopping()) {
      try {
        pollPaused();
      } catch (RetryableException e) {
        // the wait is for this very trouble, which the next turn meets again if it is still there
      }
      context.clock().sleep(POLL);
    }
  }

  private void pollPaused() {
    context.pulse().beat();
    Reader open = reader.get();
    if (open == null) {
      return;
    }
    open.pause(tracks.in(Track.State.READING));
    open.pause(tracks.in(Track.State.DONE)); // reached while there was no room, and not paused yet
    try {
      held.addAll(open.poll(Duration.ZERO, context.plan().memory()));
    } finally {
      open.resume(tracks.in(Track.State.READING));
    }
  }

  /** Whether something came meanwhile. */
  boolean hasHeld() {
    return !held.isEmpty();
  }

  /** What came meanwhile; asked once. */
  List<Batch> takeHeld() {
    List<Batch> taken = List.copyOf(held);
    held.clear();
    return taken;
  }

  /** Nothing that came counts any more. */
  void dropHeld() {
    held.clear();
  }

  /** Nothing that came from these counts any more. */
  void dropHeld(Set<Partition> partitions) {
    held.removeIf(batch -> partitions.contains(batch.partition()));
  }

  /** A callback met this; it comes from within a poll, and waits for its end. */
  void defer(RuntimeException e) {
    deferred = e;
  }

  /** Throws what a callback has met. */
  void rethrowDeferred() {
    RuntimeException toThrow = deferred;
    deferred = null;
    if (toThrow != null) {
      throw toThrow;
    }
  }
}
