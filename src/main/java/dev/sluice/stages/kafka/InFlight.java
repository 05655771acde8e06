package dev.sluice.stages.kafka;

import dev.sluice.stage.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one producer was handed and has not answered for. The only thing that the producer's thread
 * and the lane's share. A discarded producer keeps its own, so that late answers reach nobody. An
 * answer that all is well, of which there is one a record, takes no lock, and wakes the lane only
 * where it is the last one.
 */
final class InFlight {
  private final List<Refusal> refused = new ArrayList<>();

  /** Of all that was answered, on the producers' threads. */
  private final AtomicLong answered = new AtomicLong();

  /** The sum of answers that the lane waits for; beyond all where it does not. */
  private final AtomicLong awaited = new AtomicLong(Long.MAX_VALUE);

  /** Of all that was sent. The lane's alone, but for who holds the lock while it waits. */
  private long sent;

  private volatile boolean troubled;
  private boolean tooLarge;
  private @Nullable RuntimeException failure;
  private @Nullable RuntimeException spoilt;

  /**
   * Records were sent, or are about to be; the lane says it of many at once. Their answers may have
   * come already.
   *
   * @param size of all of them
   */
  void sent(long size) {
    sent += size;
  }

  void acknowledged(long size) {
    if (answered.addAndGet(size) >= awaited.get()) {
      wake();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  /**
   * A record was refused for good.
   *
   * @param forItsSize whether it is too large
   */
  synchronized void refused(Refusal refusal, boolean forItsSize, long size) {
    refused.add(refusal);
    tooLarge |= forItsSize;
    done(size);
  }

  /**
   * It fell with another record of its transaction, whose refusal comes, or came, by itself.
   *
   * @param otherwise what is thrown if none does
   */
  synchronized void spoilt(RuntimeException otherwise, long size) {
    spoilt = otherwise;
    done(size);
  }

  synchronized void failed(RuntimeException e, long size) {
    if (failure == null) {
      failure = e;
    }
    done(size);
  }

  private void done(long size) {
    troubled = true;
    answered.addAndGet(size);
    notifyAll();
  }

  /** What is in flight; for the lane. */
  long bytes() {
    return sent - answered.get();
  }

  /** Whether something was not acknowledged; for the lane. */
  boolean isTroubled() {
    return troubled;
  }

  /** Whether something has failed that was not about one record. */
  synchronized boolean hasFailed() {
    return failure != null;
  }

  /** What was answered so far, whatever the answers were, in bytes. */
  long answered() {
    return answered.get();
  }

  /** Whether a record was refused for its size since the last call. */
  synchronized boolean takeTooLarge() {
    boolean was = tooLarge;
    tooLarge = false;
    return was;
  }

  /** The refusals since the last call. */
  synchronized List<Refusal> takeRefused() {
    List<Refusal> taken = List.copyOf(refused);
    refused.clear();
    return taken;
  }

  /**
   * Throws the first failure that was not about one record; a refusal goes first.
   *
   * @param more the size of what was sent and not said yet
   */
  void check(long more) {
    if (troubled) {
      throwFailure(more);
    }
  }

  private synchronized void throwFailure(long more) {
    if (!refused.isEmpty()) {
      return;
    }
    if (failure != null) {
      throw failure;
    }
    if (spoilt != null && bytes() + more == 0) {
      throw spoilt;
    }
  }

  /** Waits up to a time until nothing is in flight; whether nothing is. */
  synchronized boolean await(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    awaited.set(sent);
    try {
      while (bytes() > 0 && failure == null) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
      return true;
    } finally {
      awaited.set(Long.MAX_VALUE);
    }
  }
}
