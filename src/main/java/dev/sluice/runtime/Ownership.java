package dev.sluice.runtime;

import dev.sluice.checkpoint.Ledger;
import dev.sluice.message.Partition;
import dev.sluice.problem.RetryableException;
import dev.sluice.stage.Reader;
import java.util.Map;
import java.util.Set;

/**
 * Partitions come to a lane and leave it (protocols 2 and 3). Called from within the reader's poll:
 * what is thrown here waits for its end.
 */
final class Ownership implements Reader.Assignment {
  private final LaneContext context;
  private final Ledger ledger;
  private final Tracks tracks;
  private final Standby standby;
  private final Epoch epoch;
  private final Reaction lane;

  /** What follows for the lane. */
  interface Reaction {
    /** Partitions have come or gone. */
    void membersMayHaveChanged();

    /** Partitions wait for their start to be decided. */
    void startSoon();

    /** Gives the epoch up, and reads on from the last checkpoint. */
    void goBack();

    /** Where these start must be decided again. */
    void pend(Set<Partition> partitions);
  }

  Ownership(
      LaneContext context,
      Ledger ledger,
      Tracks tracks,
      Standby standby,
      Epoch epoch,
      Reaction lane) {
    this.context = context;
    this.ledger = ledger;
    this.tracks = tracks;
    this.standby = standby;
    this.epoch = epoch;
    this.lane = lane;
  }

  @Override
  public void assigned(Set<Partition> partitions) {
    partitions.forEach(tracks::add);
    lane.membersMayHaveChanged();
    lane.startSoon();
  }

  @Override
  public void revoked(Set<Partition> partitions) {
    boolean saved = endEpoch();
    drop(partitions);
    try {
      if (!saved) {
        lane.goBack();
      }
    } finally {
      release(partitions);
    }
  }

  @Override
  public void lost(Set<Partition> partitions) {
    drop(partitions);
    try {
      lane.goBack();
    } finally {
      release(partitions);
    }
  }

  /** What was read of them until now is saved first: it is not lost with the rest. */
  @Override
  public void outOfRange(Map<Partition, Long> partitions) {
    if (!endEpoch()) {
      lane.goBack();
    }
    lane.pend(partitions.keySet());
    partitions.forEach((partition, cutAt) -> {
      Track track = tracks.get(partition);
      if (track != null && cutAt != NOT_CUT_OFF) {
        track.cutOff(cutAt);
      }
    });
  }

  private boolean endEpoch() {
    try {
      epoch.end(Settling.Limit.CALLBACK, false);
      return true;
    } catch (RuntimeException e) {
      standby.defer(e);
      return false;
    }
  }

  private void drop(Set<Partition> partitions) {
    lane.membersMayHaveChanged();
    standby.dropHeld(partitions);
    for (Partition partition : partitions) {
      if (tracks.remove(partition)) {
        epoch.forget(partition);
        context.events().accept(new RunEvent.PartitionLeft(context.pipeline(), partition));
      }
    }
  }

  /** Lets claims go; where that fails, it is met after the next poll. */
  void release(Set<Partition> partitions) {
    try {
      ledger.release(partitions);
    } catch (RetryableException e) {
      standby.defer(e);
    }
  }
}
