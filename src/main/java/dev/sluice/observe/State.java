package dev.sluice.observe;

import dev.sluice.runtime.Ending;
import dev.sluice.runtime.LaneStatus;
import dev.sluice.runtime.PipelineResult;
import dev.sluice.runtime.PipelineRun;
import java.util.Locale;

/** What a pipeline is doing. The names are stable: metrics and logs carry them. */
public enum State {
  /** It has not come as far as reading. */
  CONNECTING,
  /**
   * It has no partition: others have them, a member that was killed included, or there are none.
   */
  WAITING,
  /** Records go through, or would. */
  RUNNING,
  /** Something fails that may pass. */
  RETRYING,
  /** It was told to end, and saves what it has read. */
  STOPPING,
  /** A full sync has reached its bounds. */
  COMPLETED,
  /** It was told to end, and has. */
  STOPPED,
  /** It cannot go on. */
  FAILED;

  /**
   * Of a pipeline.
   *
   * @param troubled whether it has met something while it was connecting
   */
  static State of(PipelineRun run, LaneStatus lanes, boolean troubled) {
    PipelineResult result = run.result();
    if (result != null) {
      return of(result.ending());
    }
    if (run.stopping()) {
      return STOPPING;
    }
    if (run.connecting()) {
      return troubled ? RETRYING : CONNECTING;
    }
    if (lanes.retrying()) {
      return RETRYING;
    }
    return lanes.positions().isEmpty() ? WAITING : RUNNING;
  }

  /** How it ended. */
  public static State of(Ending ending) {
    return switch (ending) {
      case Ending.Completed _ -> COMPLETED;
      case Ending.Stopped _ -> STOPPED;
      case Ending.Failed _ -> FAILED;
    };
  }

  /** Whether nothing more will come of it. */
  public boolean ended() {
    return switch (this) {
      case COMPLETED, STOPPED, FAILED -> true;
      case CONNECTING, WAITING, RUNNING, RETRYING, STOPPING -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
