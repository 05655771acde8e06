package dev.sluice.kafka;

import dev.sluice.problem.StageException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question that several ask, or that there was none, and when that was. Who waits
 * for it shares it. Safe for all threads.
 */
final class Look<T> {
  private static final Duration FAILED = Duration.ofSeconds(1);

  private @Nullable T answer;
  private @Nullable StageException failure;
  private long began;
  private long came;

  /**
   * One that was asked for no earlier than now. Who has to wait for an older question shares the
   * next one with all who wait.
   *
   * @throws StageException where there was no answer
   */
  T fresh(Supplier<T> asking) {
    long now = System.nanoTime();
    synchronized (this) {
      return began - now >= 0 ? shared(asking) : ask(asking);
    }
  }

  /**
   * One that is not older than that; that there was none is believed for a second.
   *
   * @throws StageException where there was no answer
   */
  synchronized T notOlder(Duration age, Supplier<T> asking) {
    return isWithin(failure == null ? age : FAILED) ? shared(asking) : ask(asking);
  }

  private boolean isWithin(Duration age) {
    return System.nanoTime() - came <= age.toNanos();
  }

  private T shared(Supplier<T> asking) {
    if (failure != null) {
      throw failure;
    }
    T known = answer;
    return known == null ? ask(asking) : known;
  }

  private T ask(Supplier<T> asking) {
    answer = null;
    failure = null;
    began = System.nanoTime();
    try {
      T found = asking.get();
      answer = found;
      return found;
    } catch (StageException e) {
      failure = e;
      throw e;
    } finally {
      came = System.nanoTime();
    }
  }
}
