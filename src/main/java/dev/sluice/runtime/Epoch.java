package dev.sluice.runtime;

import dev.sluice.definition.StageDefinition.FilterDefinition;
import dev.sluice.definition.StageDefinition.SourceDefinition;
import dev.sluice.definition.StageDefinition.TargetDefinition;
import dev.sluice.message.Batch;
import dev.sluice.message.Message;
import dev.sluice.message.Partition;
import dev.sluice.message.Position;
import dev.sluice.problem.FatalException;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Filter;
import dev.sluice.stage.Policy;
import dev.sluice.stage.Reader;
import dev.sluice.stage.Refusal;
import dev.sluice.stage.Reject;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a lane has read, filtered and handed over since its last checkpoint. It ends as a whole: all
 * of it is settled and saved, or it is given up and read again.
 */
final class Epoch {
  private final LaneContext context;
  private final Map<Partition, Track> tracks;
  private final Outputs outputs;
  private final Settling settling;
  private final Announcements announcements;
  private final Pass.Line line;
  private final Suspects suspects = new Suspects();
  private final Tally settled = new Tally();
  private final Tally current = new Tally();
  private List<Filter.Snapshot> snapshots;
  private @Nullable Reader reader;
  private long records;
  private long began;
  private boolean retrying;
  private long retries;
  private long saves;
  private boolean uncertain;
  private volatile LaneStatus status = LaneStatus.INITIAL;

  Epoch(LaneContext context, Map<Partition, Track> tracks, Runnable stayMember) {
    this.context = context;
    this.tracks = tracks;
    this.outputs = new Outputs(context);
    this.announcements = new Announcements(context);
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
              public void retrying(boolean now) {
                Epoch.this.retrying(now);
              }
            });
    this.line = new Pass.Line(context.plan().graph(), filters(context));
    this.snapshots = snapshot();
    this.began = context.clock().nanos();
  }

  private static Map<String, Filter> filters(LaneContext context) {
    Map<String, Filter> filters = new LinkedHashMap<>();
    for (SourceDefinition source : context.plan().graph().pipeline().sources()) {
      filters.put(source.name(), context.stages().gate(source.name()));
    }
    for (FilterDefinition filter : context.plan().graph().pipeline().filters()) {
      filters.put(filter.name(), context.stages().filter(filter.name()));
    }
    return filters;
  }

  LaneStatus status() {
    return status;
  }

  /** Who is told of saved positions. */
  void telling(@Nullable Reader told) {
    reader = told;
  }

  /** How many checkpoints were saved. */
  long saves() {
    return saves;
  }

  boolean isDue() {
    if (records >= context.plan().records()) {
      return true;
    }
    return timeLeft().isZero();
  }

  /** Until the interval is over. */
  Duration timeLeft() {
    long left = began + context.plan().interval().toNanos() - context.clock().nanos();
    return Duration.ofNanos(Math.max(0, left));
  }

  /**
   * A batch of one partition: through the stages, to the writers, and the position moves on.
   * Wherever this waits, a callback may take the partition away: then the rest is the successor's.
   */
  void take(Partition partition, Track track, Batch batch) {
    for (Batch piece : suspects.divide(batch)) {
      boolean alone = isSuspect(piece);
      if (alone) {
        settling.settle(Settling.Limit.NONE);
        settling.refuseRefused();
      }
      if (!isReading(partition, track)) {
        return;
      }
      takePiece(track, piece, alone);
    }
    suspects.passed(partition, batch.next());
  }

  private void takePiece(Track track, Batch piece, boolean alone) {
    Pass pass = line.run(track.stage(), piece);
    Pass.Stop stop = pass.stop();
    Batch done = stop == null ? piece : piece.before(stop.offset());
    handOver(pass);
    records += done.messages().size();
    Position before = track.reached();
    track.advance(done);
    if (alone) {
      decideAlone(track, before);
    }
    if (stop != null) {
      stop(stop.trouble());
    }
    settling.awaitRoom();
  }

  private boolean isSuspect(Batch piece) {
    return piece.messages().size() == 1
        && suspects.contains(piece.partition(), piece.messages().getFirst().offset());
  }

  private boolean isReading(Partition partition, Track track) {
    return track.is(Track.State.READING) && track.equals(tracks.get(partition));
  }

  private void handOver(Pass pass) {
    current.add(pass.tally());
    for (Pass.Aside letter : pass.deadLetters()) {
      deadLetter(letter.stage(), letter.message(), letter.reject());
    }
    announcements.skips(pass);
    for (TargetDefinition target : context.plan().graph().pipeline().targets()) {
      List<Message> messages = pass.reached(target.name());
      outputs.write(target.name(), messages);
      current.stage(target.name()).out(messages.size());
    }
  }

  /** One record that may be the one that was refused went alone, so that its answer is its own. */
  private void decideAlone(Track track, @Nullable Position before) {
    settling.settle(Settling.Limit.NONE);
    settling
        .takeRefused()
        .forEach(
            (target, refusals) -> refusals.forEach(each -> decide(target, each, track, before)));
  }

  private void decide(String target, Refusal refusal, Track track, @Nullable Position before) {
    Policy policy = context.stages().pushError(target);
    Tally.StageTally counts = current.stage(target);
    counts.out(-1);
    switch (policy) {
      case STOP -> {
        counts.in(-1);
        track.retreat(before);
        stop(refusal.trouble());
      }
      case SKIP -> {
        counts.skipped(refusal.reason());
        announcements.skipped(target, refusal.reason(), refusal.trouble());
      }
      case DEAD_LETTER -> {
        counts.deadLettered(refusal.reason());
        deadLetter(
            target, refusal.message(), new Reject(refusal.reason(), policy, refusal.trouble()));
      }
    }
  }

  /** Everything before the trouble is saved, then the pipeline stops. */
  private void stop(Trouble trouble) {
    end(Settling.Limit.NONE, true);
    throw new FatalException(trouble, null);
  }

  private void deadLetter(String stage, Message message, Reject reject) {
    outputs.writeDeadLetter(DeadLetters.of(context.plan().id(), stage, message, reject));
    announcements.deadLettered(stage, reject);
  }

  /**
   * Ends the epoch (protocol 4). The order of these lines is the promise: settled, then saved, then
   * told.
   *
   * @param last whether nothing comes after it
   */
  void end(Settling.Limit limit, boolean last) {
    settling.settle(limit); // invariant 1: every target has answered
    settling.refuseRefused();
    Map<Partition, Position> positions = unsaved();
    if (!positions.isEmpty()) {
      refuseRecreated(positions);
      uncertain = true;
      context
          .stages()
          .store()
          .save(context.owner(), positions); // invariant 2: only what is settled
      uncertain = false;
      if (reader != null) {
        reader.tell(positions, last); // invariant 3: the source hears of it last
      }
      positions.forEach(this::saved);
      saves++;
    }
    settled.add(current);
    began(positions);
  }

  private void began(Map<Partition, Position> saved) {
    current.clear();
    records = 0;
    began = context.clock().nanos();
    snapshots = snapshot();
    if (!saved.isEmpty() || status.next().size() != tracks.size()) {
      publish();
    }
  }

  /** Nothing of it arrives any more. */
  void discard() {
    settling.discard();
  }

  /** Gives the epoch up: nothing of it arrives any more, and everything of it is read again. */
  void giveUp() {
    discard();
    snapshots.forEach(Filter.Snapshot::restore);
    tracks.values().forEach(Track::goBack);
    current.clear();
    records = 0;
    began = context.clock().nanos();
    retries++;
  }

  /**
   * Whether a save has failed, so that only the store knows which positions it holds; asked once.
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
  }

  void retrying(boolean now) {
    retrying = now;
    publish();
  }

  void close() {
    outputs.close();
  }

  private void saved(Partition partition, Position position) {
    Track track = tracks.get(partition);
    if (track != null) {
      track.saved(position);
    }
  }

  private Map<Partition, Position> unsaved() {
    Map<Partition, Position> positions = new TreeMap<>();
    tracks.forEach((partition, track) -> {
      Position position = track.unsaved();
      if (position != null) {
        positions.put(partition, position);
      }
    });
    return positions;
  }

  /**
   * Protocol 10: a topic that was deleted and created again goes on at the old offset unnoticed.
   */
  private void refuseRecreated(Map<Partition, Position> positions) {
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
    Map<Partition, Long> next = new HashMap<>();
    tracks.forEach((partition, track) -> {
      Position reached = track.reached();
      if (reached != null) {
        next.put(partition, reached.next());
      }
    });
    status = new LaneStatus(retrying, retries, settled.books(), next);
  }
}
