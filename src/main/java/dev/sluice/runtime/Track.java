package dev.sluice.runtime;

import dev.sluice.message.Batch;
import dev.sluice.message.Position;
import org.jspecify.annotations.Nullable;

/** How a lane stands in one of its partitions. Belongs to the lane's thread. */
final class Track {
  /** What is being done about the partition. */
  enum State {
    /** It is the lane's, and where it starts is not decided. */
    PENDING,
    /** Records come. */
    READING,
    /** It has reached its bound. */
    DONE,
    /** It waits for the run that captures its bound. */
    WAITING
  }

  private State state = State.PENDING;
  private String stage = "";
  private @Nullable Position base;
  private @Nullable Position reached;
  private boolean saved;
  private @Nullable Long bound;
  private @Nullable Long cutAt;

  State state() {
    return state;
  }

  boolean is(State wanted) {
    return state == wanted;
  }

  /** The source stage that the partition belongs to. */
  String stage() {
    return stage;
  }

  /** What the last checkpoint holds, or where it began; null until that is decided. */
  @Nullable Position saved() {
    return base;
  }

  /** Where reading goes on; null until it is decided. */
  @Nullable Position reached() {
    return reached;
  }

  void pend() {
    state = State.PENDING;
    base = null;
    reached = null;
  }

  /** The log is not what was read, from an offset on; holds until the start is decided. */
  void cutOff(long offset) {
    cutAt = offset;
  }

  /** Where the log was cut off below the position, or null. */
  @Nullable Long cutAt() {
    return cutAt;
  }

  void await() {
    state = State.WAITING;
  }

  /**
   * Begins at a position.
   *
   * @param stored whether the store has this very position
   */
  void begin(String sourceStage, Position position, boolean stored, @Nullable Long end) {
    stage = sourceStage;
    base = position;
    reached = position;
    saved = stored;
    bound = end;
    cutAt = null;
    state = end != null && position.next() >= end ? State.DONE : State.READING;
  }

  /** The part of a batch that lies within the bound. */
  Batch within(Batch batch) {
    return bound == null || batch.next() <= bound ? batch : batch.before(bound);
  }

  /** Everything of the batch is handed over. */
  void advance(Batch batch) {
    if (reached != null) {
      reached = batch.after(reached);
      if (bound != null && reached.next() >= bound) {
        state = State.DONE;
      }
    }
  }

  /** Goes back to before a record that nobody took. */
  void retreat(@Nullable Position before) {
    reached = before;
    state = State.READING;
  }

  /** Goes back to the last checkpoint. */
  void goBack() {
    if (base != null && (state == State.READING || state == State.DONE)) {
      reached = base;
      state = bound != null && base.next() >= bound ? State.DONE : State.READING;
    }
  }

  /** The position that the next checkpoint must hold, or null where the last one holds it. */
  @Nullable Position unsaved() {
    boolean decided = state == State.READING || state == State.DONE;
    return decided && reached != null && (!saved || !reached.equals(base)) ? reached : null;
  }

  void saved(Position position) {
    base = position;
    saved = true;
  }
}
