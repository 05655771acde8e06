package dev.sluice.runtime;

import dev.sluice.checkpoint.Ledger;
import dev.sluice.message.Batch;
import dev.sluice.message.Checkpoint;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.FencedException;
import dev.sluice.problem.RetryableException;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Reader;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thread that owns a reader, the filters and the writers of a pipeline, and shares nothing with
 * other lanes: reading, filtering and handing over happen in one place, so order is kept (invariant
 * 4) and nothing needs a lock. This class is the loop; the epoch it works in is {@link Epoch}.
 */
final class Lane {
  private static final Duration IDLE_POLL = Duration.ofMillis(500);

  /**
   * Where nothing has come for a while: what comes is seen as soon, but the lane wakes less often.
   * A stop is seen that late.
   */
  private static final Duration RESTING_POLL = Duration.ofSeconds(1);

  private static final Duration RESTS_AFTER = Duration.ofSeconds(10);

  /**
   * How many records go through all stages before the next ones do. What filters decode and change
   * stays in a processor's cache until it is sent.
   */
  private static final int PART = 128;

  private static final Duration COMPLETION_CHECK = Duration.ofSeconds(1);

  /** How soon a partition that was assigned, and was not there, is looked for again. */
  private static final Duration VANISHED = Duration.ofSeconds(1);

  private final LaneContext context;
  private final Stages.OfLane stages;
  private final Ledger ledger;
  private final Tracks tracks = new Tracks();
  private final Standby standby;
  private final Retries retries;
  private final Starter starter;
  private final Epoch epoch;
  private final Ownership ownership;
  private final ForeignMembers foreign;
  private Map<String, String> topics = Map.of();
  private @Nullable Reader reader;
  private long nextDiscovery;
  private long nextStart;
  private long nextCompletionCheck;
  private long broughtLast;
  private volatile boolean ended;

  Lane(LaneContext context) {
    this.context = context;
    this.stages =
        context.stages().lane(context.name(), context.number(), context.owner(), context.source());
    this.ledger = stages.ledger();
    this.standby = new Standby(context, tracks, () -> reader);
    this.retries = new Retries(context);
    this.starter =
        new Starter(
            context.stages(),
            context.source(),
            context.clusters(),
            context.pipeline(),
            context.events());
    this.epoch = new Epoch(context, stages, tracks, standby::stayMember);
    this.ownership = new Ownership(context, ledger, tracks, standby, epoch, new Reacting());
    this.foreign = new ForeignMembers(context);
    this.nextDiscovery = context.clock().nanos();
    this.nextStart = context.clock().nanos();
    this.nextCompletionCheck = context.clock().nanos();
    this.broughtLast = context.clock().nanos();
  }

  /** How it stands; for any thread. */
  LaneStatus status() {
    return epoch.status();
  }

  /** How long it has shown no sign of going on; for any thread. */
  Duration silence() {
    return ended ? Duration.ZERO : context.pulse().silence();
  }

  /** How long ago everything that it had read was settled and saved; for any thread. */
  Duration unsettled() {
    return ended ? Duration.ZERO : epoch.unsettled();
  }

  /** Runs until the end. */
  Ending run() {
    try {
      while (true) {
        Ending ending = turn();
        if (ending != null) {
          return ending;
        }
      }
    } catch (FatalException e) {
      return new Ending.Failed(e.trouble());
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      return Ending.unforeseen(context.pipeline(), e, context.events());
    } finally {
      close();
      ended = true;
    }
  }

  /** One turn of the loop; trouble that may pass is ridden out here. */
  private @Nullable Ending turn() {
    context.pulse().beat();
    try {
      Ending ending = work();
      if (retries.recovered(epoch.saves())) {
        epoch.retrying(false);
      }
      return ending;
    } catch (RetryableException e) {
      recover();
      return retry(e.trouble());
    } catch (FencedException | RecreatedException e) {
      // of a topic that was created again a client keeps the old one's leader epochs
      rejoin();
    } catch (RefusedException e) {
      epoch.suspect(e.refusals());
      context
          .events()
          .accept(
              new RunEvent.Note(
                  context.pipeline(),
                  "a target refused records of a batch; the epoch is repeated, one record a batch"
                      + " there, to find the bad ones: their neighbours arrive twice"));
      recover();
    }
    return null;
  }

  /** Goes back; where not even that succeeds, everything is begun anew. */
  private void recover() {
    try {
      goBack();
    } catch (RetryableException e) {
      rejoin();
    }
    if (reader != null && reader.isDead()) {
      rejoin();
    }
  }

  private @Nullable Ending work() {
    if (context.control().stopping()) {
      epoch.end(Settling.Limit.NONE, true);
      return new Ending.Stopped();
    }
    List<Batch> polled = read();
    long attempt = epoch.attempt();
    List<Batch> batches = new ArrayList<>(standby.takeHeld());
    batches.addAll(polled);
    if (!batches.isEmpty()) {
      broughtLast = context.clock().nanos();
    }
    startPending();
    for (Batch batch : batches) {
      for (Batch part : batch.parts(PART)) {
        if (epoch.attempt() == attempt) { // else a callback gave it up: all of it is read again
          take(part);
        }
      }
    }
    if (epoch.isDue()) {
      epoch.end(Settling.Limit.NONE, false);
    }
    return completed();
  }

  /** What was read before a fatal end is settled and saved first: nothing of it is repeated. */
  private List<Batch> read() {
    try {
      discover();
      Duration wait = standby.hasHeld() ? Duration.ZERO : pollTime();
      List<Batch> polled = reader().poll(wait, epoch.room());
      standby.rethrowDeferred();
      foreign.look();
      return polled;
    } catch (FatalException e) {
      epoch.end(Settling.Limit.NONE, true);
      throw e;
    }
  }

  /** Rounded up: in the last part of a millisecond the lane would poll again and again. */
  private Duration pollTime() {
    Duration left = epoch.timeLeft().plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
    boolean rests = context.clock().nanos() - broughtLast > RESTS_AFTER.toNanos();
    Duration longest = rests ? RESTING_POLL : IDLE_POLL;
    return left.compareTo(longest) < 0 ? left : longest;
  }

  /** What a partition brought: through the stages, and to the writers. */
  private void take(Batch batch) {
    Track track = tracks.get(batch.partition());
    if (track == null || !track.is(Track.State.READING)) {
      return;
    }
    epoch.take(batch.partition(), track, track.within(batch));
    if (track.is(Track.State.DONE) && track.equals(tracks.get(batch.partition()))) {
      reader().pause(Set.of(batch.partition()));
      nextCompletionCheck = context.clock().nanos();
    }
  }

  private void discover() {
    long now = context.clock().nanos();
    if (reader != null && now - nextDiscovery < 0) {
      return;
    }
    topics = reader == null ? context.source().topics() : context.source().discovered();
    reader().subscribe(topics.keySet(), ownership);
    nextDiscovery = now + context.source().discovery().toNanos();
    epoch.refuseRecreated(tracks.reached()); // where nothing is read, nothing is saved
  }

  private final class Reacting implements Ownership.Reaction {
    @Override
    public void membersMayHaveChanged() {
      foreign.maybeChanged();
    }

    @Override
    public void startSoon() {
      nextStart = context.clock().nanos();
    }

    @Override
    public void goBack() {
      Lane.this.goBack();
    }

    @Override
    public void pend(Set<Partition> partitions) {
      Lane.this.pend(partitions);
    }
  }

  /** After the callback: claim, load, decide the row, seek, resume. Nothing is read before. */
  private void startPending() {
    Set<Partition> pending = tracks.in(Track.State.PENDING);
    if (pending.isEmpty() || context.clock().nanos() - nextStart < 0) {
      return;
    }
    Checkpoint checkpoint = ledger.claim(pending);
    context.stages().store().refuseForeign(pending);
    Decided decided = new Decided();
    try {
      starter.decide(pending, checkpoint, topics, tracks.cutOff(), decided);
      if (decided.began) {
        epoch.forgetSeen();
      }
      nextStart = context.clock().nanos() + VANISHED.toNanos();
    } catch (FatalException e) {
      epoch.end(Settling.Limit.NONE, true);
      throw e;
    }
  }

  private final class Decided implements Starter.Decided {
    private boolean began;

    @Override
    public void start(
        Partition partition,
        String stage,
        Position position,
        boolean stored,
        @Nullable Long bound) {
      Track track = tracks.get(partition);
      if (track == null) {
        return;
      }
      boolean bounded = context.plan().mode().bounded();
      track.begin(stage, position, stored, bounded ? bound : null);
      began = true;
      nextCompletionCheck = context.clock().nanos();
      if (bounded && bound == null) {
        track.await();
      } else if (track.is(Track.State.READING)) {
        reader().seek(partition, position.next(), position.leaderEpoch());
        reader().resume(Set.of(partition));
      }
    }

    @Override
    public void await(Partition partition) {
      Track track = tracks.get(partition);
      if (track != null) {
        track.await();
      }
    }
  }

  /** Whether the full sync that this run belongs to has ended, for all runners. */
  private @Nullable Ending completed() {
    if (!context.plan().mode().bounded()
        || !tracks.in(Track.State.READING).isEmpty()
        || !tracks.in(Track.State.PENDING).isEmpty()
        || context.clock().nanos() - nextCompletionCheck < 0) {
      return null;
    }
    epoch.end(Settling.Limit.NONE, false);
    nextCompletionCheck = context.clock().nanos() + COMPLETION_CHECK.toNanos();
    return new Completion(context).check() ? new Ending.Completed() : null;
  }

  private void goBack() {
    standby.dropHeld();
    epoch.giveUp();
    if (reader == null) {
      return;
    }
    if (epoch.takeUncertain()) {
      pend(tracks.in(Track.State.READING));
      pend(tracks.in(Track.State.DONE));
    }
    Reader open = reader;
    tracks.forEach((partition, track) -> {
      Position reached = track.reached();
      if (track.is(Track.State.READING) && reached != null) {
        open.seek(partition, reached.next(), reached.leaderEpoch());
        open.resume(Set.of(partition));
      }
    });
  }

  /** Protocol 7: drop the epoch and everything owned, join again. */
  private void rejoin() {
    standby.dropHeld();
    epoch.giveUp();
    ownership.release(tracks.all());
    tracks.clear();
    leave();
    nextDiscovery = context.clock().nanos();
  }

  private void pend(Set<Partition> partitions) {
    standby.dropHeld(partitions);
    for (Partition partition : partitions) {
      Track track = tracks.get(partition);
      if (track != null) {
        track.pend();
        nextStart = context.clock().nanos();
        reader().pause(Set.of(partition));
      }
    }
  }

  private @Nullable Ending retry(Trouble trouble) {
    Duration pause = retries.failed(trouble, epoch.saves());
    if (pause == null) {
      return new Ending.Failed(trouble);
    }
    if (context.control().hurried()) {
      return new Ending.Stopped(); // what is not saved by now is read again
    }
    epoch.retrying(true);
    standby.waitOut(pause);
    return null;
  }

  private Reader reader() {
    Reader open = reader;
    if (open == null) {
      open = stages.reader();
      reader = open;
      epoch.telling(open);
    }
    return open;
  }

  private void leave() {
    Reader old = reader;
    reader = null;
    epoch.telling(null);
    if (old != null) {
      old.close();
    }
  }

  private void close() {
    epoch.discard();
    tracks.clear();
    leave();
    epoch.close();
  }
}
