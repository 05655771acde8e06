package dev.sluice.runtime;

import dev.sluice.checkpoint.Ledger;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a lane has read, filtered and handed over since its last checkpoint. It ends as a whole: all
 * of it is settled and saved, or it is given up and read again.
 */
final class Epoch {
  private final LaneContext context;
  private final Tracks tracks;
  private final Outputs outputs;
  private final Settling settling;
  private final Handover handover;
  private final Pass.Line line;
  private final Ledger ledger;
  private final Suspects suspects = new Suspects();
  private final Decisions decisions = new Decisions();
  private final Tally settled = new Tally();
  private List<Filter.Snapshot> snapshots;
  private @Nullable Reader reader;
  private final Pace pace = new Pace();
  private long records;
  private long waited;
  private long began;
  private boolean retrying;
  private Set<String> stalled = Set.of();
  private long retries;
  private long saves;
  private boolean uncertain;
  private LaneStatus.Epochs epochs = LaneStatus.Epochs.NONE;
  private final Pulse settledLast;
  private volatile LaneStatus status = LaneStatus.INITIAL;

  Epoch(LaneContext context, Stages.OfLane lane, Tracks tracks, Runnable stayMember) {
    this.context = context;
    this.tracks = tracks;
    this.ledger = lane.ledger();
    this.outputs = new Outputs(context, lane);
    this.handover = new Handover(context, outputs);
    this.settling =
        new Settling(
            context,
            outputs,
            new Settling.Meanwhile() {
              @Override
              public void stayMember() {
                stayMember.run();
              }

              @Override
              public void stalled(Set<String> targets) {
                stalled = targets;
                retrying(!targets.isEmpty());
              }
            });
    this.line = Rehearsal.line(context.plan().graph(), context.stages());
    this.snapshots = snapshot();
    this.began = context.clock().nanos();
    this.settledLast = new Pulse(context.clock());
  }

  LaneStatus status() {
    return status;
  }

  /** How long ago everything that was read was settled and saved; for any thread. */
  Duration unsettled() {
    return settledLast.silence();
  }

  /** Who is told of saved positions. */
  void telling(@Nullable Reader told) {
    reader = told;
  }

  /** Another one after every epoch that was given up. */
  long attempt() {
    return retries;
  }

  /** How many checkpoints were saved. */
  long saves() {
    return saves;
  }

  boolean isDue() {
    if (records >= context.plan().records() || handover.bytes() >= pace.bytes()) {
      return true;
    }
    return timeLeft().isZero();
  }

  /** About how many bytes may still be read for it. */
  long room() {
    return Math.max(1, pace.bytes() - handover.bytes());
  }

  /** Until the interval is over. */
  Duration timeLeft() {
    long left = began + context.plan().interval().toNanos() - context.clock().nanos();
    return Duration.ofNanos(Math.max(0, left));
  }

  /**
   * A batch of one partition: through the stages, to the writers, and the position moves on.
   * Wherever this waits, a callback may take the partition away: then the rest is the successor's;
   * or it may give the epoch up: then the rest is read again.
   */
  void take(Partition partition, Track track, Batch batch) {
    long attempt = retries;
    for (Batch piece : suspects.divide(batch)) {
      boolean alone = isSuspect(piece);
      if (alone) {
        settling.settle(Settling.Limit.NONE);
        settling.refuseRefused();
      }
      if (attempt != retries || !tracks.isReading(partition, track)) {
        return;
      }
      takePiece(track, piece, alone);
      if (alone && ledger.transactional() && isDue()) {
        end(Settling.Limit.NONE, false); // one by one takes longer than a transaction may
      }
    }
  }

  private void takePiece(Track track, Batch piece, boolean alone) {
    Pass pass = line.run(track.stage(), piece);
    Pass.Stop stop = pass.stop();
    Batch done = stop == null ? piece : piece.before(stop.offset());
    if (alone && ledger.transactional()) {
      handOverAlone(piece, pass);
      track.advance(done);
    } else {
      Tally counted = alone ? handover.tally().copy() : handover.tally();
      if (alone) {
        handover.handOverOneByOne(pass, () -> settling.settle(Settling.Limit.CALLBACK));
      } else {
        handover.handOver(pass);
      }
      Position before = track.reached();
      track.advance(done);
      if (alone) {
        decideAlone(track, before, counted);
      }
    }
    records += done.messages().size();
    if (stop != null) {
      stop(stop.trouble());
    }
    waiting(settling::awaitRoom);
  }

  /** Counts how long targets are waited for. */
  private void waiting(Runnable wait) {
    long from = context.clock().nanos();
    try {
      wait.run();
    } finally {
      waited += context.clock().nanos() - from;
    }
  }

  private boolean isSuspect(Batch piece) {
    return piece.messages().size() == 1
        && suspects.contains(piece.partition(), piece.messages().getFirst().offset());
  }

  /**
   * One record that may be the one that was refused went alone, so that its answer is its own. What
   * the policy puts in its place is settled with it, lest it be refused unseen.
   */
  private void decideAlone(Track track, @Nullable Position before, Tally counted) {
    settling.settle(Settling.Limit.NONE);
    Map<String, List<Refusal>> refused = settling.takeRefused();
    List<Runnable> announcements = new ArrayList<>();
    while (!refused.isEmpty()) {
      Trouble trouble = handover.stops(refused);
      if (trouble != null) {
        track.retreat(before);
        handover.restore(counted);
        stop(trouble);
      }
      refused.forEach((target, refusals) ->
          refusals.forEach(each -> {
            handover.setAside(target, each, List.of());
            announcements.add(() -> handover.announce(target, each));
          }));
      settling.settle(Settling.Limit.NONE);
      refused = settling.takeRefused();
    }
    announcements.forEach(Runnable::run); // nothing takes it back any more
  }

  /**
   * One record that may be the one that was refused, inside a transaction: a refusal spoils all of
   * it. So one target is tried after another, and once it is known who refuses the record, the
   * transaction is given up, and the record's fate is decided when it comes again (protocol 8).
   */
  private void handOverAlone(Batch piece, Pass pass) {
    Map<String, List<Refusal>> refused =
        decisions.of(piece.partition(), piece.messages().getFirst().offset());
    Trouble trouble = handover.stops(refused);
    if (trouble != null) {
      stop(trouble);
    }
    handover.prepare(pass);
    List<Refusal> letters = refused.getOrDefault(Outputs.DEAD_LETTERS, List.of());
    handover.handOverAsides(pass, letters);
    settleAlone();
    for (TargetDefinition target : context.plan().graph().pipeline().targets()) {
      // by what they are: filters that remember may let other ones through this time
      List<Refusal> known = new ArrayList<>(refused.getOrDefault(target.name(), List.of()));
      for (Message message : pass.reached(target.name())) {
        Refusal refusal = Refusal.of(message, known);
        if (refusal == null) {
          handover.handOver(target.name(), message);
        } else {
          known.remove(refusal);
          handover.handOverRefused(target.name(), refusal, letters);
        }
        settleAlone();
      }
    }
  }

  /** Without polling: a callback would commit a record that only some targets have. */
  private void settleAlone() {
    settling.settle(Settling.Limit.CALLBACK);
    Map<String, List<Refusal>> refused = settling.takeRefused();
    refused.forEach((target, refusals) -> refusals.forEach(each -> decisions.add(target, each)));
    if (!refused.isEmpty()) {
      throw new RefusedException(refused.values().stream().flatMap(List::stream).toList());
    }
  }

  /** Everything before the trouble is saved, then the pipeline stops. */
  private void stop(Trouble trouble) {
    end(Settling.Limit.NONE, true);
    throw new FatalException(trouble, null);
  }

  /**
   * Ends the epoch (protocol 4). The order of these lines is the promise: settled, then saved, then
   * told.
   *
   * @param last whether nothing comes after it
   */
  void end(Settling.Limit limit, boolean last) {
    waiting(() -> settling.settle(limit)); // invariant 1: every target has answered
    settling.refuseRefused();
    Map<Partition, Position> positions = new HashMap<>();
    settling.saved(() -> save(positions, last), limit);
    if (!positions.isEmpty()) {
      if (reader != null) {
        reader.tell(positions, last); // invariant 3: the source hears of it last
      }
      tracks.saved(positions);
      suspects.saved(positions);
      decisions.saved(positions);
      saves++;
      epochs = epochs.and(Duration.ofNanos(context.clock().nanos() - began));
    }
    settledLast.beat();
    pace.settled(handover.bytes(), Duration.ofNanos(waited));
    settled.add(handover.tally());
    began(positions);
  }

  private Map<Partition, Position> toSave(boolean last) {
    Map<Partition, Position> positions = tracks.unsaved();
    Set<Partition> fading = ledger.fading(last);
    if (!fading.isEmpty()) {
      Map<Partition, Position> again = tracks.reached();
      again.keySet().retainAll(fading);
      positions.putAll(again);
    }
    return positions;
  }

  /** Each time with what there is to save then: while it waits, a callback may have saved some. */
  private boolean save(Map<Partition, Position> positions, boolean last) {
    positions.clear();
    positions.putAll(toSave(last));
    if (positions.isEmpty()) {
      return true;
    }
    refuseRecreated(positions);
    uncertain = true;
    boolean saved = ledger.save(positions); // invariant 2: only what is settled
    uncertain = false;
    return saved;
  }

  private void began(Map<Partition, Position> saved) {
    handover.clear();
    records = 0;
    waited = 0;
    began = context.clock().nanos();
    line.filters().values().forEach(Filter::settled);
    snapshots = snapshot();
    if (!saved.isEmpty()
        || !tracks.reachedAre(status.positions().keySet())
        || status.member() != isMember()) {
      publish();
    }
  }

  /** Other partitions come: what filters remember is of others, or of another log. */
  void forgetSeen() {
    line.filters().values().forEach(Filter::forget);
    snapshots = snapshot();
  }

  /** Nothing of it arrives any more, and nothing of it counts. */
  void discard() {
    settling.discard();
    uncertain |= !ledger.discard();
    handover.clear();
    waited = 0;
  }

  /** Gives the epoch up: nothing of it arrives any more, and everything of it is read again. */
  void giveUp() {
    if (ledger.transactional()) {
      suspects.add(settling.outstanding());
    }
    pace.givenUp(handover.bytes(), Duration.ofNanos(waited));
    discard();
    snapshots.forEach(Filter.Snapshot::restore);
    tracks.goBack();
    records = 0;
    began = context.clock().nanos();
    retries++;
  }

  /**
   * Whether only the store knows which positions it holds, because a save has failed or a claim is
   * gone; asked once.
   */
  boolean takeUncertain() {
    boolean was = uncertain;
    uncertain = false;
    return was;
  }

  /** These may hold the record that spoilt the epoch. */
  void suspect(List<Refusal> refusals) {
    suspects.add(refusals);
  }

  /** A partition is somebody else's now. */
  void forget(Partition partition) {
    suspects.forget(partition);
    decisions.forget(partition);
  }

  void retrying(boolean now) {
    retrying = now;
    publish();
  }

  void close() {
    outputs.close();
    ledger.close();
  }

  /**
   * Protocol 10: a topic that was deleted and created again goes on at the old offset unnoticed.
   *
   * @throws RecreatedException where positions were taken in other logs than there are now
   */
  void refuseRecreated(Map<Partition, Position> positions) {
    Set<String> topics =
        positions.keySet().stream().map(Partition::topic).collect(Collectors.toSet());
    Map<String, String> ids = context.source().topicIds(topics);
    Set<Partition> recreated =
        positions.entrySet().stream()
            .filter(entry -> {
              String known = entry.getValue().topicId();
              String now = ids.get(entry.getKey().topic());
              return known != null && now != null && !known.equals(now);
            })
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    if (!recreated.isEmpty()) {
      throw new RecreatedException(recreated);
    }
  }

  private List<Filter.Snapshot> snapshot() {
    return line.filters().values().stream().map(Filter::snapshot).toList();
  }

  private void publish() {
    status =
        new LaneStatus(
            isMember(), retrying, stalled, retries, settled.books(), tracks.saved(), epochs);
  }

  private boolean isMember() {
    return reader != null && reader.isMember();
  }
}
