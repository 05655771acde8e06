package dev.sluice.runtime;

import dev.sluice.problem.Trouble;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a lane has been failing, and how long it waits before it tries again. */
final class Retries {
  private static final Duration TROUBLE_FREE = Duration.ofSeconds(10);

  private final LaneContext context;
  private final Backoff backoff;
  private long failingSince;
  private long lastFailure;
  private long savesAtFailure;

  Retries(LaneContext context) {
    this.context = context;
    this.backoff = new Backoff(context.random());
  }

  /**
   * Something failed that may pass.
   *
   * @param saves how many checkpoints the lane has saved so far: progress is what ends a failure
   * @return how long to wait, or null where the patience is over
   */
  @Nullable Duration failed(Trouble trouble, long saves) {
    long now = context.clock().nanos();
    failingSince = backoff.failing() ? failingSince : now;
    savesAtFailure = saves;
    Duration limit = context.plan().retryFor();
    if (limit != null && now - failingSince > limit.toNanos()) {
      return null;
    }
    Duration pause = backoff.next();
    lastFailure = now + pause.toNanos();
    context
        .events()
        .accept(new RunEvent.Retrying(context.pipeline(), context.name(), trouble, pause));
    return pause;
  }

  /** Asked after a turn that went well: whether the trouble is over with it. */
  boolean recovered(long saves) {
    boolean over = backoff.failing() && (saves > savesAtFailure || troubleFree());
    if (over) {
      backoff.reset();
      context.events().accept(new RunEvent.Recovered(context.pipeline(), context.name()));
    }
    return over;
  }

  private boolean troubleFree() {
    return context.clock().nanos() - lastFailure > TROUBLE_FREE.toNanos();
  }
}
