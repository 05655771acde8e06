package dev.sluice.stages.kafka;

import dev.sluice.message.Message;
import dev.sluice.problem.Trouble;
import dev.sluice.stage.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one producer was handed and has not answered for. The only thing that the producer's thread
 * and the lane's share. A discarded producer keeps its own, so that late answers reach nobody.
 */
final class InFlight {
  private final List<Refusal> refused = new ArrayList<>();
  private long records;
  private long bytes;
  private @Nullable RuntimeException failure;
  private @Nullable RuntimeException spoilt;

  synchronized void sent(long size) {
    records++;
    bytes += size;
  }

  synchronized void acknowledged(long size) {
    done(size);
  }

  synchronized void refused(Message message, String reason, Trouble trouble, long size) {
    refused.add(new Refusal(message, reason, trouble));
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
    records--;
    bytes -= size;
    notifyAll();
  }

  synchronized long bytes() {
    return bytes;
  }

  /** The refusals since the last call. */
  synchronized List<Refusal> takeRefused() {
    List<Refusal> taken = List.copyOf(refused);
    refused.clear();
    return taken;
  }

  /** Throws the first failure that was not about one record; a refusal goes first. */
  synchronized void check() {
    if (!refused.isEmpty()) {
      return;
    }
    if (failure != null) {
      throw failure;
    }
    if (spoilt != null && records == 0) {
      throw spoilt;
    }
  }

  /** Waits up to a time until nothing is in flight; whether nothing is. */
  synchronized boolean await(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (records > 0 && failure == null) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }
}
