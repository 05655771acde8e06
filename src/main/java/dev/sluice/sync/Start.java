package dev.sluice.sync;

import dev.sluice.message.Position;
import dev.sluice.problem.Trouble;
import org.jspecify.annotations.Nullable;

/** Where a partition starts, and by which row of the start table. */
public sealed interface Start {
  /** The row's number, 1 to 7. */
  int row();

  /**
   * Reading begins.
   *
   * @param position from here on
   * @param note what is lost, skipped or otherwise worth telling, or null
   */
  record At(int row, Position position, @Nullable String note) implements Start {}

  /**
   * Reading would begin at a moment in time: the source must be asked for its offset.
   *
   * @param fallback the position at the log's end
   */
  record AtTime(int row, java.time.Instant moment, Position fallback) implements Start {}

  /** The pipeline stops. */
  record Stop(int row, Trouble trouble) implements Start {}

  /** The partition waits for the run that captures its bound (row 4 of a full sync). */
  record Wait(int row) implements Start {}
}
